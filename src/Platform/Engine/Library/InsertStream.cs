using System.Runtime.InteropServices;

namespace Monolith.Platform.Engine.Library;

/// <summary>An INSERT that takes its data piece by piece, apart from the statement: no byte of it is ever read as SQL.</summary>
internal sealed class InsertStream : SafeHandle
{
    private InsertStream(nint pointer)
        : base(0, ownsHandle: true) => SetHandle(pointer);

    public override bool IsInvalid => handle == 0;

    /// <summary>Takes over an insert of the library.</summary>
    /// <exception cref="EngineException">The statement failed.</exception>
    public static InsertStream Of(nint pointer)
    {
        var insert = new InsertStream(pointer);
        if (insert.Error() is { } error)
        {
            insert.Dispose();
            throw error;
        }

        return insert;
    }

    /// <summary>Hands over a piece of the data, cut anywhere. Waits when the engine is behind.</summary>
    /// <exception cref="EngineException">The data is bad or the statement was killed.</exception>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (Chdb.InsertAppend(handle, data, (nuint)data.Length) != 0)
        {
            // Done tells why more often than the stream itself does.
            Finish();
            throw Error() ?? new EngineException("The engine refused the data without saying why.");
        }
    }

    /// <summary>Ends the data. When this returns the rows are stored.</summary>
    /// <exception cref="EngineException">The data is bad; no row of the last block is stored.</exception>
    public QuerySummary Finish()
    {
        using var result = EngineResult.Of(Chdb.InsertDone(handle));
        return result.Summary;
    }

    /// <summary>Gives up: rows that the engine has not yet written are forgotten.</summary>
    public void Cancel() => Chdb.InsertCancel(handle);

    protected override bool ReleaseHandle()
    {
        Chdb.InsertDestroy(handle);
        return true;
    }

    private EngineException? Error() =>
        Marshal.PtrToStringUTF8(Chdb.InsertError(handle)) is { Length: > 0 } error
            ? EngineException.Parse(error)
            : null;
}
