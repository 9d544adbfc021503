using System.Text;

namespace Cdarts.Contracts.Specification;

/// <summary>Names of properties and enum values as users write them: <c>SmoothL1</c> is <c>smooth_l1</c>.</summary>
public static class SnakeCase
{
    /// <summary>The name in snake case.</summary>
    public static string Of(string pascalCase)
    {
        StringBuilder name = new(pascalCase.Length + 4);
        foreach (char letter in pascalCase)
        {
            if (char.IsUpper(letter) && name.Length > 0)
            {
                name.Append('_');
            }

            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }
}
