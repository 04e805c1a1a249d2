using Microsoft.Extensions.Options;
using Monolith.Ingest.Bodies;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Tests.Bodies;

public sealed class MemoryGateTests
{
    private const int Capacity = 1024 * 1024;

    [Fact]
    public async Task Who_finds_no_room_within_the_wait_is_told_to_come_back()
    {
        using var gate = Gate(TimeSpan.FromMilliseconds(20));
        using var all = await gate.EnterAsync(Capacity, held: 0, CancellationToken.None);

        var refused = await Assert.ThrowsAsync<OverloadedException>(async () =>
            await gate.EnterAsync(1, held: 0, CancellationToken.None)
        );

        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        Assert.Equal(Capacity, gate.BytesTaken);
    }

    [Fact]
    public async Task Who_waits_gets_in_as_soon_as_there_is_room()
    {
        using var gate = Gate(TimeSpan.FromSeconds(30));
        var all = await gate.EnterAsync(Capacity, held: 0, CancellationToken.None);
        var waiting = gate.EnterAsync(Capacity / 2, held: 0, CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);

        all!.Dispose();

        using var lease = await waiting;
        Assert.Equal(Capacity / 2, gate.BytesTaken);
    }

    [Fact]
    public async Task A_body_larger_than_all_the_room_gets_in_alone()
    {
        using var gate = Gate(TimeSpan.FromMilliseconds(20));

        using var first = await gate.EnterAsync(Capacity, held: 0, CancellationToken.None);
        using var rest = await gate.EnterAsync(Capacity * 5L, held: Capacity, CancellationToken.None);

        Assert.Equal(Capacity, gate.BytesTaken);
    }

    [Fact]
    public async Task Everything_is_given_back_when_a_body_is_disposed()
    {
        using var gate = Gate(TimeSpan.FromMilliseconds(20));
        using (var body = new PooledBody(gate, Capacity))
        {
            for (var i = 0; i < 3; i++)
            {
                var room = await body.GetRoomAsync(100_000, CancellationToken.None);
                body.Advance(room.Length);
            }

            Assert.True(gate.BytesTaken >= body.Length);
        }

        Assert.Equal(0, gate.BytesTaken);
    }

    private static MemoryGate Gate(TimeSpan wait) =>
        new(Options.Create(new IngestOptions { MaxBytesInFlight = Capacity, RoomWait = wait }));
}
