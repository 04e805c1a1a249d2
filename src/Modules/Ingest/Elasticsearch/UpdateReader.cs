using Monolith.Ingest.Json;
using Monolith.Platform.Json;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>
/// Finds the document in the body of an update. Nothing that is stored here can be changed, but an update may say what to
/// write when there is nothing to change, and that can be done.
/// </summary>
internal ref struct UpdateReader(ReadOnlyMemory<byte> body, int start, int end)
{
    private const int Levels = 64;

    private JsonScanner _scanner = new(body.Span[..end], start, linesEnd: true);

    /// <summary>What is wrong with the body; empty when it can be read and has nothing to write.</summary>
    public readonly string Problem => _scanner.Problem ?? "";

    /// <summary>Finds the document that is to be written.</summary>
    /// <param name="document">Where it lies.</param>
    public bool TryFind(out Range document)
    {
        document = default;
        if (!TryRead(out var doc, out var docIsUpsert, out var upsert))
        {
            return false;
        }

        document = docIsUpsert ? doc : upsert;
        return !document.Equals(default);
    }

    private bool TryRead(out Range doc, out bool docIsUpsert, out Range upsert)
    {
        (doc, docIsUpsert, upsert) = (default, false, default);
        _scanner.SkipSpace();
        if (!_scanner.TryTake((byte)'{', "An update must be a JSON object."))
        {
            return false;
        }

        _scanner.SkipSpace();
        while (_scanner.Next != (byte)'}')
        {
            if (!_scanner.TryTakeName(out var nameText))
            {
                return false;
            }

            var name = body.Span.Slice(nameText.Start, nameText.Length);
            var from = _scanner.At;
            if (!_scanner.TryTakeValue(Levels, out _))
            {
                return false;
            }

            var value = from.._scanner.At;
            if (name.SequenceEqual("doc"u8))
            {
                doc = value;
            }
            else if (name.SequenceEqual("upsert"u8))
            {
                upsert = value;
            }
            else if (name.SequenceEqual("doc_as_upsert"u8))
            {
                docIsUpsert = body.Span[value].SequenceEqual("true"u8);
            }

            _scanner.SkipSpace();
            if (_scanner.Next == (byte)',')
            {
                _scanner.TryTake((byte)',', "");
                _scanner.SkipSpace();
            }
            else if (_scanner.Next != (byte)'}')
            {
                return _scanner.Fail("A comma or a closing brace is missing after a value.");
            }
        }

        return true;
    }
}
