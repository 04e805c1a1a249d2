using Monolith.Ingest.Gelf;
using Monolith.Ingest.Sockets.Datagrams;

namespace Monolith.Ingest.Tests.Gelf;

public sealed class ChunkStoreTests
{
    private const int MaxMessageBytes = 100_000;

    private static readonly Peer Anna = new("192.0.2.1"u8.ToArray(), IsAllowed: true);
    private static readonly Peer Bert = new("192.0.2.2"u8.ToArray(), IsAllowed: true);

    private readonly VirtualTime _time = new();
    private readonly List<string> _dropped = [];

    [Fact]
    public void Chunks_become_a_message_in_any_order()
    {
        var message = Enumerable.Range(0, 1000).Select(i => (byte)i).ToArray();
        var chunks = GelfMessages.Chunks(message, 100);
        var store = NewStore();

        foreach (var chunk in chunks.Skip(1).Reverse())
        {
            Assert.Empty(Add(store, chunk, Anna));
        }

        Assert.Equal(message, Add(store, chunks[0], Anna));
        Assert.Equal((0, 0), (store.Count, store.WaitingBytes));
    }

    [Fact]
    public void The_same_id_of_another_sender_is_another_message()
    {
        var store = NewStore();
        var (first, second) = (GelfMessages.Chunks("abcd"u8.ToArray(), 2), GelfMessages.Chunks("efgh"u8.ToArray(), 2));

        Add(store, first[0], Anna);
        Add(store, second[0], Bert);

        Assert.Equal("abcd"u8.ToArray(), Add(store, first[1], Anna));
        Assert.Equal("efgh"u8.ToArray(), Add(store, second[1], Bert));
    }

    [Fact]
    public void A_single_chunk_and_an_empty_last_one_are_messages_too()
    {
        var store = NewStore();

        Assert.Equal("ab"u8.ToArray(), Add(store, GelfMessages.Chunks("ab"u8.ToArray(), 2)[0], Anna));
        Add(store, [0x1E, 0x0F, 1, 2, 3, 4, 5, 6, 7, 8, 0, 2, (byte)'c'], Anna);
        Assert.Equal("c"u8.ToArray(), Add(store, [0x1E, 0x0F, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2], Anna));
    }

    [Fact]
    public void Messages_that_never_become_whole_are_dropped_after_a_time()
    {
        var store = NewStore();
        Add(store, GelfMessages.Chunks("abcd"u8.ToArray(), 2, id: 1)[0], Anna);
        _time.Advance(TimeSpan.FromSeconds(3));
        Add(store, GelfMessages.Chunks("efgh"u8.ToArray(), 2, id: 2)[0], Anna);

        _time.Advance(TimeSpan.FromSeconds(3));
        store.Expire();

        Assert.Equal(["chunks_late"], _dropped);
        Assert.Equal((1, 2), (store.Count, store.WaitingBytes));
    }

    [Fact]
    public void A_flood_of_first_chunks_is_bounded_in_number()
    {
        var store = NewStore();

        for (var id = 0UL; id < 10_000; id++)
        {
            Add(store, GelfMessages.Chunks("abcd"u8.ToArray(), 2, id)[0], Anna);
        }

        Assert.Equal(10, store.Count);
        Assert.Equal(9_990, _dropped.Count(reason => reason == "too_many_chunks"));
        Assert.Equal("abcd"u8.ToArray(), Add(store, GelfMessages.Chunks("abcd"u8.ToArray(), 2, 9_999)[1], Anna));
    }

    [Fact]
    public void A_flood_of_large_chunks_is_bounded_in_bytes()
    {
        var store = NewStore();

        for (var id = 0UL; id < 100; id++)
        {
            Add(store, GelfMessages.Chunks(new byte[60_000], 50_000, id)[0], Anna);
            Assert.InRange(store.WaitingBytes, 0, 64 * 1024);
        }
    }

    [Fact]
    public void A_message_that_grows_too_large_is_dropped()
    {
        var store = NewStore(maxBytes: 1024 * 1024);

        foreach (var chunk in GelfMessages.Chunks(new byte[MaxMessageBytes + 1], 60_000))
        {
            Add(store, chunk, Anna);
        }

        Assert.Equal(["too_large"], _dropped);
        Assert.Equal((0, 0), (store.Count, store.WaitingBytes));
    }

    [Theory]
    [InlineData("1E0F")]
    [InlineData("1E0F00000000000000000000")]
    [InlineData("1E0F00000000000000000101")]
    [InlineData("1E0F000000000000000000FF")]
    public void A_chunk_that_makes_no_sense_is_dropped(string chunk)
    {
        Assert.Equal("bad_chunk", NewStore().Add(Convert.FromHexString(chunk), Anna, out _));
    }

    [Fact]
    public void A_chunk_that_comes_again_or_counts_otherwise_changes_nothing()
    {
        var store = NewStore();
        var chunks = GelfMessages.Chunks("abcdef"u8.ToArray(), 2);
        Add(store, chunks[0], Anna);

        Assert.Equal("repeated_chunk", store.Add(chunks[0], Anna, out _));
        Assert.Equal("bad_chunk", store.Add(GelfMessages.Chunks("abcdefgh"u8.ToArray(), 2)[1], Anna, out _));

        Add(store, chunks[1], Anna);
        Assert.Equal("abcdef"u8.ToArray(), Add(store, chunks[2], Anna));
    }

    [Fact]
    public void Damaged_chunks_neither_break_the_store_nor_fill_it()
    {
        var store = NewStore();
        var good = GelfMessages.Chunks(new byte[1000], 100);

        foreach (var chunk in BodyMutations.Of(good, 10_000))
        {
            store.Add(chunk, Anna, out _);
            Assert.InRange(store.Count, 0, 10);
            Assert.InRange(store.WaitingBytes, 0, 64 * 1024);
        }
    }

    private ChunkStore NewStore(int maxBytes = 64 * 1024) =>
        new(
            new GelfUdpOptions { MaxChunkedMessages = 10, MaxChunkedBytes = maxBytes },
            MaxMessageBytes,
            _time,
            _dropped.Add
        );

    private static byte[] Add(ChunkStore store, byte[] chunk, Peer peer)
    {
        Assert.Null(store.Add(chunk, peer, out var message));
        return message.ToArray();
    }
}
