using System.Runtime.InteropServices;

namespace Monolith.Platform.Engine.Library;

/// <summary>A result, or a piece of one, in the engine's memory.</summary>
internal sealed class EngineResult : SafeHandle
{
    private EngineResult(nint pointer)
        : base(0, ownsHandle: true) => SetHandle(pointer);

    public override bool IsInvalid => handle == 0;

    /// <summary>The formatted bytes. Valid until this result is disposed.</summary>
    public unsafe ReadOnlySpan<byte> Bytes =>
        new((void*)Chdb.ResultBuffer(handle), checked((int)Chdb.ResultLength(handle)));

    /// <summary>What the engine did for it.</summary>
    public QuerySummary Summary =>
        new(
            Chdb.ResultStorageRowsRead(handle),
            Chdb.ResultStorageBytesRead(handle),
            Chdb.ResultRowsWritten(handle),
            Chdb.ResultBytesWritten(handle),
            Chdb.ResultRows(handle)
        );

    /// <summary>Takes over a result of the library.</summary>
    /// <exception cref="EngineException">It is an error.</exception>
    public static EngineResult Of(nint pointer)
    {
        var result = new EngineResult(pointer);
        if (Marshal.PtrToStringUTF8(Chdb.ResultError(pointer)) is { Length: > 0 } error)
        {
            result.Dispose();
            throw EngineException.Parse(error);
        }

        return result;
    }

    internal nint Pointer => handle;

    protected override bool ReleaseHandle()
    {
        Chdb.ResultDestroy(handle);
        return true;
    }
}
