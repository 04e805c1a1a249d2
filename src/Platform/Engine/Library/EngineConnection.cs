using System.Runtime.InteropServices;

namespace Monolith.Platform.Engine.Library;

/// <summary>A connection to the engine in this process. One statement at a time; used by one thread at a time.</summary>
/// <remarks>Closing it while a statement runs hangs: kill the statement first (see <see cref="Http.QueryCanceller"/>).</remarks>
internal sealed class EngineConnection : SafeHandle
{
    // The library frees this very pointer on close: a copy of what it points to would crash the process.
    private EngineConnection(nint pointer)
        : base(0, ownsHandle: true) => SetHandle(pointer);

    public override bool IsInvalid => handle == 0;

    // The calls want what the pointer points to.
    private nint Connection => Marshal.ReadIntPtr(handle);

    /// <summary>Opens a connection; the first one of the process starts the engine.</summary>
    /// <param name="arguments">Like command-line arguments: <c>--name=value</c>. A query setting holds for this connection alone.</param>
    /// <exception cref="EngineStartException">The engine refused; it has written the reason to standard error.</exception>
    public static EngineConnection Open(params IReadOnlyCollection<string> arguments)
    {
        var texts = new NativeStrings(["clickhouse", .. arguments]);
        var pointer = Chdb.Connect(texts.Count, texts.Addresses);
        GC.KeepAlive(texts);
        return pointer != 0
            ? new EngineConnection(pointer)
            : throw new EngineStartException("The engine did not open a connection; its reason is in the lines above.");
    }

    /// <summary>How many statements the text holds and what they do, as the engine's own parser sees it.</summary>
    public StatementAnalysis Analyse(ReadOnlySpan<byte> sql)
    {
        var analysis = new Chdb.Analysis();
        var failed = Chdb.Classify(Connection, sql, (nuint)sql.Length, 0, 0, ref analysis) != 0;
        return failed
            ? throw new EngineException("The engine could not analyse the statement.")
            : new StatementAnalysis((int)analysis.Statements, (StatementClass)analysis.Class);
    }

    /// <summary>Runs one statement and returns its whole result.</summary>
    /// <exception cref="EngineException">The statement failed.</exception>
    public EngineResult Query(ReadOnlySpan<byte> sql, ReadOnlySpan<byte> format, QueryParameters parameters)
    {
        var result = Chdb.Query(
            Connection,
            sql,
            (nuint)sql.Length,
            format,
            (nuint)format.Length,
            parameters.Names.Addresses,
            parameters.Names.Lengths,
            parameters.Values.Addresses,
            parameters.Values.Lengths,
            (nuint)parameters.Names.Count
        );
        GC.KeepAlive(parameters);
        return EngineResult.Of(result);
    }

    /// <summary>Begins a SELECT whose result is fetched piece by piece.</summary>
    /// <exception cref="EngineException">The statement failed before its first piece.</exception>
    public ResultStream Stream(ReadOnlySpan<byte> sql, ReadOnlySpan<byte> format, QueryParameters parameters)
    {
        var stream = Chdb.StreamQuery(
            Connection,
            sql,
            (nuint)sql.Length,
            format,
            (nuint)format.Length,
            parameters.Names.Addresses,
            parameters.Names.Lengths,
            parameters.Values.Addresses,
            parameters.Values.Lengths,
            (nuint)parameters.Names.Count
        );
        GC.KeepAlive(parameters);
        return new ResultStream(Connection, EngineResult.Of(stream));
    }

    /// <summary>Begins an INSERT whose data is appended piece by piece.</summary>
    /// <remarks>The statement comes without its FORMAT clause.</remarks>
    /// <exception cref="EngineException">The statement failed before any data.</exception>
    public InsertStream Insert(ReadOnlySpan<byte> sql, ReadOnlySpan<byte> format, QueryParameters parameters)
    {
        var insert = Chdb.StreamInsert(
            Connection,
            sql,
            (nuint)sql.Length,
            format,
            (nuint)format.Length,
            parameters.Names.Addresses,
            parameters.Names.Lengths,
            parameters.Values.Addresses,
            parameters.Values.Lengths,
            (nuint)parameters.Names.Count
        );
        GC.KeepAlive(parameters);
        return InsertStream.Of(insert);
    }

    protected override bool ReleaseHandle()
    {
        Chdb.CloseConnection(handle);
        return true;
    }
}
