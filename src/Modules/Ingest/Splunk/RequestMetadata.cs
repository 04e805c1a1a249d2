using System.Text;
using Microsoft.AspNetCore.Http;

namespace Monolith.Ingest.Splunk;

/// <summary>What a request says of all its events in its query. An event that says otherwise is right.</summary>
internal sealed record RequestMetadata(
    ReadOnlyMemory<byte> Host,
    ReadOnlyMemory<byte> Source,
    ReadOnlyMemory<byte> SourceType,
    ReadOnlyMemory<byte> Index,
    ReadOnlyMemory<byte> Service
)
{
    /// <summary>A query that says nothing.</summary>
    public static RequestMetadata None { get; } = new(default, default, default, default, default);

    /// <summary>What a query says.</summary>
    public static RequestMetadata Of(IQueryCollection query) =>
        new(
            Read(query, "host"),
            Read(query, "source"),
            Read(query, "sourcetype"),
            Read(query, "index"),
            Read(query, "service")
        );

    private static ReadOnlyMemory<byte> Read(IQueryCollection query, string name) =>
        Encoding.UTF8.GetBytes(query[name].ToString());
}
