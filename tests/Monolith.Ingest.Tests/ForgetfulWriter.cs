using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;

namespace Monolith.Ingest.Tests;

/// <summary>Storage that keeps nothing, so that only decoding and processing are measured.</summary>
internal sealed class ForgetfulWriter : ILogWriter, ILogBatch, ISpanWriter, ISpanBatch
{
    public int Count { get; private set; }

    public ILogBatch Open(TenantId tenant) => this;

    ISpanBatch ISpanWriter.Open(TenantId tenant) => this;

    public void Append(LogRecord record) => Count++;

    public void Append(SpanRecord span) => Count++;

    public void AppendQuarantined(in QuarantinedRecord record) => Assert.Fail(record.Detail);

    public DeliveryClaim Claim(ReadOnlySpan<byte> name) => default;

    public ValueTask CommitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Dispose() { }
}
