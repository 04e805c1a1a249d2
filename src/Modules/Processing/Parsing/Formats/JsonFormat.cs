using System.Text.Unicode;
using Monolith.Platform.Json;

namespace Monolith.Processing.Parsing.Formats;

/// <summary>A JSON object. Objects in it become names with dots, arrays stay JSON text, nulls are left out.</summary>
internal sealed class JsonFormat : ITextFormat
{
    private const int MaxLevels = 16;
    private const string NoObject = "The text is no JSON object.";

    public string? Parse(ReadOnlyMemory<byte> text, in ParsedFields fields)
    {
        if (!Utf8.IsValid(text.Span))
        {
            return NoObject;
        }

        var json = new JsonScanner(text.Span, 0, linesEnd: false);
        json.SkipSpace();
        var reader = new Reader(text, fields);
        if (!reader.TryReadObject(ref json, default, MaxLevels))
        {
            return reader.HasTooMany ? ParsedFields.TooMany : NoObject;
        }

        json.SkipSpace();
        return json.At == text.Length ? null : NoObject;
    }

    private struct Reader(ReadOnlyMemory<byte> text, ParsedFields fields)
    {
        /// <summary>True when it was not the text's form that it failed by.</summary>
        public bool HasTooMany { get; private set; }

        public bool TryReadObject(ref JsonScanner json, ReadOnlyMemory<byte> path, int levels)
        {
            if (levels == 0 || !json.TryTake((byte)'{', NoObject))
            {
                return false;
            }

            json.SkipSpace();
            if (json.Next == (byte)'}')
            {
                return json.TryTake((byte)'}', NoObject);
            }

            while (json.TryTakeName(out var name) && TryReadValue(ref json, Join(path, name), levels))
            {
                json.SkipSpace();
                if (json.Next == (byte)'}')
                {
                    return json.TryTake((byte)'}', NoObject);
                }

                if (!json.TryTake((byte)',', NoObject))
                {
                    return false;
                }

                json.SkipSpace();
            }

            return false;
        }

        private bool TryReadValue(ref JsonScanner json, ReadOnlyMemory<byte> name, int levels)
        {
            var start = json.At;
            switch (json.Next)
            {
                case (byte)'{':
                    return TryReadObject(ref json, name, levels - 1);
                case (byte)'[':
                    return json.TryTakeValue(levels, out _) && TryAdd(name, text[start..json.At]);
                case (byte)'n':
                    return json.TryTakeLiteral();
                default:
                    return json.TryTakeScalar(out var scalar)
                        && TryAdd(name, JsonEscapes.Read(text, scalar, fields.Scratch));
            }
        }

        private bool TryAdd(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
        {
            HasTooMany = !fields.Add(name, value);
            return !HasTooMany;
        }

        private readonly ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> path, JsonText name)
        {
            var own = JsonEscapes.Read(text, name, fields.Scratch);
            if (path.IsEmpty)
            {
                return own;
            }

            var whole = fields.Scratch.Take(path.Length + 1 + own.Length);
            path.CopyTo(whole);
            whole.Span[path.Length] = (byte)'.';
            own.CopyTo(whole[(path.Length + 1)..]);
            return whole;
        }
    }
}
