using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Monolith.Platform.Engine.Library;

/// <summary>The C interface of the engine library. Its own types wrap these calls; nothing else makes them.</summary>
internal static partial class Chdb
{
    /// <summary>The name that <see cref="EngineLibrary"/> resolves to the file.</summary>
    public const string Name = "chdb";

    [LibraryImport(Name, EntryPoint = "chdb_version")]
    public static partial nint Version();

    [LibraryImport(Name, EntryPoint = "chdb_set_signal_handlers_enabled")]
    public static partial void SetSignalHandlersEnabled(int enabled);

    [LibraryImport(Name, EntryPoint = "chdb_connect")]
    public static partial nint Connect(int count, ReadOnlySpan<nint> arguments);

    [LibraryImport(Name, EntryPoint = "chdb_close_conn")]
    public static partial void CloseConnection(nint connection);

    [LibraryImport(Name, EntryPoint = "chdb_query_with_params_n")]
    public static partial nint Query(
        nint connection,
        ReadOnlySpan<byte> sql,
        nuint sqlLength,
        ReadOnlySpan<byte> format,
        nuint formatLength,
        ReadOnlySpan<nint> names,
        ReadOnlySpan<nuint> nameLengths,
        ReadOnlySpan<nint> values,
        ReadOnlySpan<nuint> valueLengths,
        nuint count
    );

    [LibraryImport(Name, EntryPoint = "chdb_stream_query_with_params_n")]
    public static partial nint StreamQuery(
        nint connection,
        ReadOnlySpan<byte> sql,
        nuint sqlLength,
        ReadOnlySpan<byte> format,
        nuint formatLength,
        ReadOnlySpan<nint> names,
        ReadOnlySpan<nuint> nameLengths,
        ReadOnlySpan<nint> values,
        ReadOnlySpan<nuint> valueLengths,
        nuint count
    );

    [LibraryImport(Name, EntryPoint = "chdb_stream_fetch_result")]
    public static partial nint StreamFetch(nint connection, nint stream);

    [LibraryImport(Name, EntryPoint = "chdb_stream_cancel_query")]
    public static partial void StreamCancel(nint connection, nint stream);

    [LibraryImport(Name, EntryPoint = "chdb_stream_insert_with_params_n")]
    public static partial nint StreamInsert(
        nint connection,
        ReadOnlySpan<byte> sql,
        nuint sqlLength,
        ReadOnlySpan<byte> format,
        nuint formatLength,
        ReadOnlySpan<nint> names,
        ReadOnlySpan<nuint> nameLengths,
        ReadOnlySpan<nint> values,
        ReadOnlySpan<nuint> valueLengths,
        nuint count
    );

    [LibraryImport(Name, EntryPoint = "chdb_stream_append")]
    public static partial int InsertAppend(nint insert, ReadOnlySpan<byte> data, nuint length);

    [LibraryImport(Name, EntryPoint = "chdb_stream_done")]
    public static partial nint InsertDone(nint insert);

    [LibraryImport(Name, EntryPoint = "chdb_stream_cancel_insert")]
    public static partial void InsertCancel(nint insert);

    [LibraryImport(Name, EntryPoint = "chdb_stream_insert_error")]
    public static partial nint InsertError(nint insert);

    [LibraryImport(Name, EntryPoint = "chdb_destroy_insert_stream")]
    public static partial void InsertDestroy(nint insert);

    [LibraryImport(Name, EntryPoint = "chdb_destroy_query_result")]
    public static partial void ResultDestroy(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_buffer")]
    public static partial nint ResultBuffer(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_length")]
    public static partial nuint ResultLength(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_error")]
    public static partial nint ResultError(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_elapsed")]
    public static partial double ResultElapsed(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_rows_read")]
    public static partial ulong ResultRows(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_storage_rows_read")]
    public static partial ulong ResultStorageRowsRead(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_storage_bytes_read")]
    public static partial ulong ResultStorageBytesRead(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_rows_written")]
    public static partial ulong ResultRowsWritten(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_result_bytes_written")]
    public static partial ulong ResultBytesWritten(nint result);

    [LibraryImport(Name, EntryPoint = "chdb_classify_query_n")]
    public static partial int Classify(
        nint connection,
        ReadOnlySpan<byte> sql,
        nuint sqlLength,
        nint database,
        nuint databaseLength,
        ref Analysis analysis
    );

    /// <summary>What the library's parser says about a text. The library fills as much as <see cref="Size"/> says.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Analysis()
    {
        public uint Size = (uint)Unsafe.SizeOf<Analysis>();
        public uint Statements;
        public uint Flags;
        public uint Class;
    }
}
