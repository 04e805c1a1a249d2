using System.Text;
using Microsoft.AspNetCore.Http;
using Monolith.Ingest.Elasticsearch;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Tests.Elasticsearch;

/// <summary>Bulk requests without HTTP.</summary>
internal static class Bulk
{
    /// <summary>Decodes, processes and commits a body.</summary>
    public static BatchOutcome Take(this TestPipeline pipeline, ReadOnlyMemory<byte> body, BulkItems items) =>
        pipeline.Run(
            body,
            ElasticsearchServices.Source,
            (bytes, batch) =>
                new BulkDecoder(TenantId.Default, bytes, default, items, TestPipeline.Limits, batch).Decode()
        );

    /// <summary>The records of documents, all of the same index.</summary>
    public static IReadOnlyList<StoredRecord> Store(string index, params IEnumerable<string> documents)
    {
        var stored = new RecordingLogWriter();
        using var items = new BulkItems();
        var lines = string.Concat(documents.Select(d => $"{{\"index\":{{\"_index\":\"{index}\"}}}}\n{d}\n"));
        new TestPipeline(stored).Take(Encoding.UTF8.GetBytes(lines), items);
        Assert.False(items.HasErrors);
        return stored.Records;
    }

    /// <summary>The answer to a body.</summary>
    public static async Task<string> AnswerAsync(string lines, string filterPath)
    {
        using var items = new BulkItems();
        new TestPipeline(new RecordingLogWriter()).Take(Encoding.UTF8.GetBytes(lines), items);
        using var written = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = written } };
        await new BulkAnswer(context, items, AnswerFilter.Parse(filterPath), new ManualTime()).WriteAsync(
            TimeSpan.FromMilliseconds(12),
            CancellationToken.None
        );
        return Encoding.UTF8.GetString(written.ToArray());
    }
}
