using Monolith.Storage.Contracts;

namespace Monolith.Storage.Tests.Writing;

/// <summary>Runs alone, because it counts what the whole process allocates.</summary>
[Collection(nameof(CommitCostTests))]
[CollectionDefinition(nameof(CommitCostTests), DisableParallelization = true)]
public sealed class CommitCostTests
{
    [Fact]
    public async Task Committing_allocates_next_to_nothing_per_batch_and_nothing_per_record()
    {
        const int Batches = 200;
        await using var host = new WriterHost(new StorageOptions { Durability = Durability.Write });
        await CommitAsync(host, Batches);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await CommitAsync(host, Batches);

        var perBatch = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Batches;
        TestContext.Current.SendDiagnosticMessage($"{perBatch:0} bytes allocated per batch of 1,000 records.");

        // Some 3,500 go to the system's calls, once per group. One object per record would be 24,000.
        Assert.InRange(perBatch, 0, 12_000);
    }

    private static async Task CommitAsync(WriterHost host, int batches)
    {
        var record = Some.LogRecord();
        for (var i = 0; i < batches; i++)
        {
            using var batch = host.Open();
            for (var row = 0; row < 1000; row++)
            {
                batch.Append(record);
            }

            await batch.CommitAsync(CancellationToken.None);
        }
    }
}
