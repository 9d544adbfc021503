using Cdarts.Engine.Data;

namespace Cdarts.Engine.Tests.Data.Imaging;

/// <summary>Damaged versions of a picture's bytes, the same ones for the same seed. Half of the damage is in the first 64 bytes, where headers are.</summary>
internal sealed class PictureMutation(byte[] original, ulong seed)
{
    private CounterRandom _random = new(seed);

    public byte[] Original => original;

    public byte[] Next()
    {
        List<byte> bytes = [.. original];
        for (int changes = 1 + _random.NextInt(4); changes > 0 && bytes.Count > 1; changes--)
        {
            int place = _random.NextInt(_random.NextInt(2) == 0 ? Math.Min(64, bytes.Count) : bytes.Count);
            int length = Math.Min(1 + _random.NextInt(16), bytes.Count - place);
            switch (_random.NextInt(6))
            {
                case 0:
                    bytes[place] ^= (byte)(1 << _random.NextInt(8));
                    break;
                case 1:
                    bytes[place] = (byte)_random.NextInt(256);
                    break;
                case 2:
                    bytes[place] = _random.NextInt(2) == 0 ? byte.MaxValue : byte.MinValue;
                    break;
                case 3:
                    bytes.RemoveRange(place, length);
                    break;
                case 4:
                    bytes.InsertRange(place, bytes.GetRange(place, length));
                    break;
                default:
                    bytes.RemoveRange(bytes.Count - (length * length % bytes.Count), length * length % bytes.Count);
                    break;
            }
        }

        return [.. bytes];
    }
}
