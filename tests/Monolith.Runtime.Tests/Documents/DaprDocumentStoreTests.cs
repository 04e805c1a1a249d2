using Monolith.Platform.Dapr;
using Monolith.Platform.Documents;

namespace Monolith.Runtime.Tests.Documents;

public sealed class DaprDocumentStoreTests() : DocumentStoreTests(new DaprRuntime())
{
    private const string Transactions = "/v1.0/state/statestore/transaction";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DaprSidecar.Faults Faults => ((DaprRuntime)Runtime).Sidecar.Faults;

    [Fact]
    public async Task A_transaction_that_failed_without_a_reason_is_tried_again()
    {
        Faults.AnswerWith(Transactions, 500, "ERR_STATE_TRANSACTION", count: 2);

        await Store.CommitAsync(new DocumentChanges().Add("rule", "a", "x"), Token);

        Assert.Equal("x", (await Store.GetAsync<string>("rule", "a", Token))!.Value);
    }

    [Fact]
    public async Task A_transaction_that_always_fails_is_a_failure_and_no_conflict()
    {
        Faults.AnswerWith(Transactions, 500, "ERR_STATE_TRANSACTION", count: 100);

        var error = await Assert.ThrowsAsync<DaprException>(() =>
            Store.CommitAsync(new DocumentChanges().Add("rule", "a", "x"), Token)
        );

        Assert.Equal("ERR_STATE_TRANSACTION", error.ErrorCode);
        Assert.Null(await Store.GetAsync<string>("rule", "a", Token));
    }

    [Fact]
    public async Task A_transaction_without_an_answer_is_not_sent_again()
    {
        Faults.CutConnections(Transactions);

        var error = await Assert.ThrowsAsync<DaprException>(() =>
            Store.CommitAsync(new DocumentChanges().Add("rule", "a", "x"), Token)
        );

        Assert.Null(error.Status);
        Assert.True(error.IsRetriable);
    }

    [Fact]
    public async Task A_store_that_cannot_do_transactions_says_so_at_once()
    {
        Faults.AnswerWith(Transactions, 500, "ERR_STATE_STORE_NOT_SUPPORTED");

        var error = await Assert.ThrowsAsync<DaprException>(() =>
            Store.CommitAsync(new DocumentChanges().Add("rule", "a", "x"), Token)
        );

        Assert.False(error.IsRetriable);
    }
}
