using System.Globalization;

namespace Cdarts.Engine.Spaces.Formats;

/// <summary>
/// Takes names, strings, whole numbers and punctuation of Python's notation from a text, white space between them passed over. Nothing is evaluated.
/// </summary>
/// <param name="text">Text.</param>
/// <param name="where">Where it comes from, for the errors' sentences.</param>
internal sealed class LiteralReader(string text, string where)
{
    // More digits than any state or range needs, and few enough for an int.
    private const int MostDigits = 9;
    private const int LongestQuote = 40;

    private int _at;

    /// <summary>Index of the next token, or the length of the text.</summary>
    public int Position
    {
        get
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }

            return _at;
        }
    }

    public bool IsAtEnd => Position == text.Length;

    public bool IsAt(char character) => !IsAtEnd && text[_at] == character;

    public bool TryTake(char character)
    {
        bool isThere = IsAt(character);
        _at += isThere ? 1 : 0;
        return isThere;
    }

    public void Take(char character)
    {
        if (!TryTake(character))
        {
            throw Expected($"'{character}'");
        }
    }

    /// <summary>Takes <c>[a, b, ...]</c>; a comma may stand behind the last element.</summary>
    /// <param name="takeElement">Takes one element.</param>
    /// <returns>Index of the closing bracket.</returns>
    public int TakeList(Action takeElement) => TakeSequence('[', ']', takeElement);

    /// <summary>Takes elements with commas between them and brackets around them.</summary>
    /// <inheritdoc cref="TakeList"/>
    public int TakeSequence(char open, char close, Action takeElement)
    {
        Take(open);
        while (!IsAt(close))
        {
            takeElement();
            if (!TryTake(','))
            {
                break;
            }
        }

        int end = Position;
        if (!TryTake(close))
        {
            throw Expected($"',' or '{close}'");
        }

        return end;
    }

    public string TakeName(string what)
    {
        int start = Position;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_'))
        {
            _at++;
        }

        return _at > start ? text[start.._at] : throw Expected(what);
    }

    /// <summary>Takes a string in either kind of quotes, without escapes.</summary>
    public string TakeString(string what)
    {
        int start = Position;
        if (!IsAt('\'') && !IsAt('"'))
        {
            throw Expected(what);
        }

        int end = text.AsSpan(start + 1).IndexOfAny(text[start], '\\', '\n');
        if (end < 0 || text[start + 1 + end] != text[start])
        {
            throw Refuse(start, "this string does not end in its line or has a backslash in it");
        }

        _at = start + 1 + end + 1;
        return text.Substring(start + 1, end);
    }

    public int TakeNumber(string what)
    {
        int start = Position;
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
        {
            _at++;
        }

        return _at == start ? throw Expected(what)
            : _at - start > MostDigits ? throw Refuse(start, "this number is too large")
            : int.Parse(text.AsSpan(start, _at - start), CultureInfo.InvariantCulture);
    }

    /// <summary>The exception that says what is wrong at an index of the text.</summary>
    public CdartsException Refuse(int at, string problem)
    {
        int line = text.AsSpan(0, at).Count('\n') + 1;
        int column = at - text.AsSpan(0, at).LastIndexOf('\n');
        return new CdartsException(string.Create(CultureInfo.InvariantCulture, $"{where} (line {line}, column {column}): {problem}."));
    }

    /// <summary>A word of the text as it can stand in a sentence.</summary>
    public static string Quote(string word)
    {
        string plain = string.Concat(word.Take(LongestQuote).Select(character => char.IsControl(character) ? '?' : character));
        return word.Length > LongestQuote ? $"'{plain}...'" : $"'{plain}'";
    }

    private CdartsException Expected(string what) =>
        Refuse(Position, $"{what} is expected here, but " + (IsAtEnd ? "the text ends" : $"there is {Quote(text[_at].ToString())}"));
}
