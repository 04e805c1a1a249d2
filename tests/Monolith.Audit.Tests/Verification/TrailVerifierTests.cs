using FsCheck;
using FsCheck.Fluent;
using Monolith.Audit.Contracts;
using Monolith.Audit.Trail;

namespace Monolith.Audit.Tests.Verification;

public sealed class TrailVerifierTests
{
    private const string Tenant = "default";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public void A_trail_as_it_was_written_is_whole(int size)
    {
        var (head, lines) = Trail(size);

        Assert.Null(Verify(head, lines));
    }

    [Fact]
    public void Each_way_to_tamper_is_found_at_its_place()
    {
        var (head, lines) = Trail(9);
        var other = Trail(9, "other").Lines;
        (string What, Func<List<TrailLine>, List<TrailLine>> Tamper, TrailFaultKind Kind, long Seq)[] cases =
        [
            (
                "a byte of an entry",
                With(4, l => l with { Entry = l.Entry.Replace("anna", "hans") }),
                TrailFaultKind.Changed,
                4
            ),
            (
                "the last entry",
                With(8, l => l with { Entry = l.Entry.Replace("anna", "hans") }),
                TrailFaultKind.Changed,
                8
            ),
            (
                "another order of the same fields",
                With(4, l => l with { Entry = Reordered(l.Entry) }),
                TrailFaultKind.Changed,
                4
            ),
            ("the time alone", With(4, l => l with { Time = l.Time.AddTicks(1) }), TrailFaultKind.Changed, 4),
            ("the link alone", With(4, l => l with { Link = lines[5].Link }), TrailFaultKind.Changed, 4),
            ("a link that is no hash", With(4, l => l with { Link = "" }), TrailFaultKind.Changed, 4),
            ("one entry removed", l => Edit(l, x => x.RemoveAt(4)), TrailFaultKind.Missing, 4),
            ("the first entry removed", l => Edit(l, x => x.RemoveAt(0)), TrailFaultKind.Missing, 0),
            ("the tail removed", l => l[..6], TrailFaultKind.Missing, 6),
            ("everything removed", _ => [], TrailFaultKind.Missing, 0),
            ("an entry there twice", l => Edit(l, x => x.Insert(5, x[4])), TrailFaultKind.Inserted, 4),
            ("an entry added at the end", l => Edit(l, x => x.Add(x[8] with { Seq = 9 })), TrailFaultKind.Inserted, 9),
            (
                "two entries swapped",
                l => Edit(l, x => (x[3], x[4]) = (x[4] with { Seq = 3 }, x[3] with { Seq = 4 })),
                TrailFaultKind.Changed,
                3
            ),
            ("an old entry played again", With(7, _ => lines[2] with { Seq = 7 }), TrailFaultKind.Changed, 7),
            ("another tenant's trail", _ => other, TrailFaultKind.Changed, 0),
            ("the chain made anew from one entry on", l => Forged(l, 4), TrailFaultKind.Changed, 9),
        ];

        foreach (var (what, tamper, kind, seq) in cases)
        {
            var fault = Verify(head, tamper([.. lines]));
            Assert.True((fault?.Kind, fault?.Seq) == (kind, seq), $"{what}: {fault}");
        }
    }

    [Fact]
    public void A_trail_that_was_forged_with_its_head_is_found_by_an_older_checkpoint()
    {
        var (head, lines) = Trail(9);
        var checkpoint = new TrailHead(Tenant, 6, lines[5].Link);
        var forged = Forged(lines, 4);
        var forgedHead = head with { Link = forged[8].Link };

        Assert.Null(Verify(forgedHead, forged));
        Assert.Equal(TrailFaultKind.Rewritten, Verify(forgedHead, forged, checkpoint)?.Kind);
        Assert.Null(Verify(head, lines, checkpoint));
    }

    [Fact]
    public void A_trail_that_was_cut_with_its_head_is_found_by_an_older_checkpoint()
    {
        var (head, lines) = Trail(9);
        var cut = new TrailHead(Tenant, 3, lines[2].Link);
        var checkpoint = new TrailHead(Tenant, 9, head.Link);

        Assert.Equal(TrailFaultKind.Missing, Verify(cut, lines[..3], checkpoint)?.Kind);
    }

    [Fact]
    public void Any_changed_character_of_any_entry_is_found() =>
        Prop.ForAll(
                Gen.Choose(0, 4).SelectMany(seq => Gen.Choose(0, 200).Select(at => (seq, at))).ToArbitrary(),
                place =>
                {
                    var (head, lines) = Trail(5);
                    var text = lines[place.seq].Entry.ToCharArray();
                    text[place.at % text.Length] ^= (char)1;
                    lines[place.seq] = lines[place.seq] with { Entry = new string(text) };
                    return Verify(head, lines)?.Seq == place.seq;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_links_are_the_hashes_that_the_document_describes()
    {
        // From sha256sum, over the bytes 01 "monolith audit" LF "default" LF, then 01, that link, and the hash of 00 and the entry.
        const string Start = "0374311c7ec0759b9f6cbc7b2882ba0e4548d9213794088e0b807ab30330eda7";
        const string Next = "5c624bd8818a6dd371908975a65129db51a3a78e24b5bc1c7a93e7fab8f19613";

        Assert.Equal(Start, AuditChain.Start("default"));
        Assert.Equal(Next, AuditChain.Next(Start, """{"id":"1"}"""));
    }

    private static (TrailHead Head, List<TrailLine> Lines) Trail(int size, string tenant = Tenant)
    {
        var lines = new List<TrailLine>();
        var link = AuditChain.Start(tenant);
        for (var seq = 0; seq < size; seq++)
        {
            var entry = Some.Entry(seq, tenant);
            var text = EntryText.Of(entry);
            link = AuditChain.Next(link, text);
            lines.Add(new TrailLine(seq, entry.Time, link, text));
        }

        return (new TrailHead(tenant, size, link), lines);
    }

    private static TrailFault? Verify(TrailHead head, IEnumerable<TrailLine> lines, TrailHead? checkpoint = null)
    {
        var verifier = new TrailVerifier(head, checkpoint);
        foreach (var line in lines)
        {
            if (!verifier.Take(line))
            {
                break;
            }
        }

        verifier.End();
        return verifier.Fault;
    }

    private static Func<List<TrailLine>, List<TrailLine>> With(int seq, Func<TrailLine, TrailLine> change) =>
        lines => Edit(lines, x => x[seq] = change(x[seq]));

    private static List<TrailLine> Edit(List<TrailLine> lines, Action<List<TrailLine>> edit)
    {
        edit(lines);
        return lines;
    }

    private static List<TrailLine> Forged(IReadOnlyList<TrailLine> lines, int from)
    {
        var forged = lines.Take(from).ToList();
        foreach (var line in lines.Skip(from))
        {
            var text = line.Entry.Replace("anna", "hans", StringComparison.Ordinal);
            var link = AuditChain.Next(forged[^1].Link, text);
            forged.Add(line with { Entry = text, Link = link });
        }

        return forged;
    }

    private static string Reordered(string entry)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(entry)!.AsObject();
        return new System.Text.Json.Nodes.JsonObject(
            json.Reverse().Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))
        ).ToJsonString();
    }
}
