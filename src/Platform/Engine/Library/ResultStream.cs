namespace Monolith.Platform.Engine.Library;

/// <summary>The pieces of a SELECT's result. Each is a document of its own in the result's format.</summary>
internal sealed class ResultStream(nint connection, EngineResult stream) : IDisposable
{
    private bool _ended;

    /// <summary>Waits for the next piece.</summary>
    /// <returns>Null at the end of the result.</returns>
    /// <exception cref="EngineException">The statement failed midway.</exception>
    public EngineResult? Next()
    {
        if (_ended)
        {
            return null;
        }

        // Set first: after an error there is nothing left to cancel.
        _ended = true;
        var piece = EngineResult.Of(Chdb.StreamFetch(connection, stream.Pointer));
        if (piece.Bytes.IsEmpty)
        {
            piece.Dispose();
            return null;
        }

        _ended = false;
        return piece;
    }

    /// <summary>Ends the statement if it still runs. Only from the thread that fetches: two at once would lock each other out.</summary>
    public void Dispose()
    {
        if (!_ended)
        {
            Chdb.StreamCancel(connection, stream.Pointer);
        }

        stream.Dispose();
    }
}
