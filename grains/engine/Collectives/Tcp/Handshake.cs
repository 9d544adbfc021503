using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>
/// The messages of the mutual handshake. Caller: hello (its claims, a nonce, a MAC over them). Acceptor, to a caller that knows the secret alone: answer (a
/// nonce, a MAC over the hello and both nonces). Caller: proof (another MAC over the same). Acceptor: welcome (a third one). A recorded hello gets an answer,
/// but whoever sent it cannot give the proof. All MACs are HMAC-SHA256 under the generation's secret.
/// </summary>
internal sealed class Handshake
{
    internal const int MacSize = 32;
    internal const int NonceSize = 32;
    internal const int HelloSize = ClaimsSize + MacSize;
    internal const int AnswerSize = NonceSize + MacSize;

    private const int ClaimsSize = 96;

    private readonly GroupSpec _group;
    private readonly byte[] _run;

    internal Handshake(GroupSpec group)
    {
        _group = group;
        _run = SHA256.HashData(Encoding.UTF8.GetBytes(group.Run));
    }

    /// <summary>First bytes of every hello, with the protocol's version.</summary>
    internal static ReadOnlySpan<byte> Magic => "CDARTS\u0001\n"u8;

    /// <summary>What this replica says when it calls a peer.</summary>
    internal byte[] Hello(int to, ConnectionPurpose purpose)
    {
        byte[] hello = new byte[HelloSize];
        Magic.CopyTo(hello);
        hello[8] = (byte)purpose;
        BinaryPrimitives.WriteInt32LittleEndian(hello.AsSpan(12), _group.WorldSize);
        BinaryPrimitives.WriteInt32LittleEndian(hello.AsSpan(16), _group.Rank);
        BinaryPrimitives.WriteInt32LittleEndian(hello.AsSpan(20), to);
        BinaryPrimitives.WriteInt64LittleEndian(hello.AsSpan(24), _group.Generation);
        _run.CopyTo(hello, 32);
        RandomNumberGenerator.Fill(hello.AsSpan(64, NonceSize));
        Mac("hello", hello.AsSpan(0, ClaimsSize), []).CopyTo(hello, ClaimsSize);
        return hello;
    }

    /// <summary>Checks a hello.</summary>
    /// <returns>What is wrong with it; null if nothing.</returns>
    internal string? Refusal(ReadOnlySpan<byte> hello, out int rank, out ConnectionPurpose purpose)
    {
        purpose = (ConnectionPurpose)hello[8];
        rank = BinaryPrimitives.ReadInt32LittleEndian(hello[16..]);
        int world = BinaryPrimitives.ReadInt32LittleEndian(hello[12..]), to = BinaryPrimitives.ReadInt32LittleEndian(hello[20..]);
        long generation = BinaryPrimitives.ReadInt64LittleEndian(hello[24..]);
        return !hello[32..64].SequenceEqual(_run) ? "it is of another run"
            : generation != _group.Generation ? $"it is of generation {generation}"
            : !Matches("hello", hello[..ClaimsSize], [], hello[ClaimsSize..]) ? "it does not know the generation's secret"
            : world != _group.WorldSize ? $"it is of a world of {world}"
            : to != _group.Rank ? $"it looks for rank {to}"
            : rank <= _group.Rank || rank >= _group.WorldSize ? $"rank {rank} is not one that calls here"
            : purpose is not (ConnectionPurpose.Data or ConnectionPurpose.Liveness) ? "its purpose is unknown"
            : null;
    }

    internal byte[] Answer(ReadOnlySpan<byte> hello)
    {
        byte[] answer = new byte[AnswerSize];
        RandomNumberGenerator.Fill(answer.AsSpan(0, NonceSize));
        Mac("answer", hello, answer.AsSpan(0, NonceSize)).CopyTo(answer, NonceSize);
        return answer;
    }

    internal bool IsAnswer(ReadOnlySpan<byte> hello, ReadOnlySpan<byte> answer) => Matches("answer", hello, answer[..NonceSize], answer[NonceSize..]);

    internal byte[] Proof(ReadOnlySpan<byte> hello, ReadOnlySpan<byte> answer) => Mac("proof", hello, answer[..NonceSize]);

    internal bool IsProof(ReadOnlySpan<byte> hello, ReadOnlySpan<byte> answer, ReadOnlySpan<byte> proof) =>
        Matches("proof", hello, answer[..NonceSize], proof);

    internal byte[] Welcome(ReadOnlySpan<byte> hello, ReadOnlySpan<byte> answer) => Mac("welcome", hello, answer[..NonceSize]);

    internal bool IsWelcome(ReadOnlySpan<byte> hello, ReadOnlySpan<byte> answer, ReadOnlySpan<byte> welcome) =>
        Matches("welcome", hello, answer[..NonceSize], welcome);

    private bool Matches(string label, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> mac) =>
        CryptographicOperations.FixedTimeEquals(Mac(label, hello, nonce), mac);

    private byte[] Mac(string label, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> nonce)
    {
        using IncrementalHash mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _group.Secret);
        mac.AppendData(Encoding.ASCII.GetBytes(label));
        mac.AppendData(hello);
        mac.AppendData(nonce);
        return mac.GetHashAndReset();
    }
}
