using Monolith.Processing.Contracts;
using Monolith.Processing.Schemas;

namespace Monolith.Processing.Tests.Schemas;

public sealed class ContractChangesTests
{
    [Theory]
    [InlineData("a: {}", "a: {}, b: {}", "")]
    [InlineData("a: {}", "a: {}, b: {type: int}", "")]
    [InlineData("a: {}", "a: {required: true}", "backward: a is required and was not")]
    [InlineData("a: {required: true}", "a: {}", "forward: a going back, is required and was not")]
    [InlineData("a: {required: true}, b: {}", "b: {}", "forward: a going back, is required and was not")]
    [InlineData("a: {type: int}", "a: {type: number}", "forward: a going back, is int and was number")]
    [InlineData("a: {type: number}", "a: {type: int}", "backward: a is int and was number")]
    [InlineData("a: {type: int}", "a: {type: string}", "forward: a going back, is int and was string")]
    [InlineData("a: {allowed: [x, y]}", "a: {allowed: [x]}", "backward: a no longer allows y")]
    [InlineData("a: {allowed: [x]}", "a: {allowed: [x, y]}", "forward: a going back, no longer allows y")]
    [InlineData("a: {}", "a: {pattern: '^x'}", "backward: a has a pattern that it did not have")]
    [InlineData("a: {max_length: 9}", "a: {max_length: 5}", "backward: a may have 5 bytes only")]
    [InlineData("a: {type: int, min: 0}", "a: {type: int, min: 1}", "backward: a begins at 1")]
    [InlineData("a: {type: int, max: 9}", "a: {type: int}", "forward: a going back, ends at 9")]
    [InlineData("a: {class: personal}", "a: {class: internal}", "backward: a is internal and was personal")]
    [InlineData("a: {class: internal}", "a: {class: personal}", "")]
    public void What_breaks_which_promise_is_told(string before, string after, string expected)
    {
        var changes = ContractChanges.Between(Contract("1.0.0", before), Contract("1.1.0", after));

        Assert.Equal(
            expected,
            string.Join("; ", changes.Select(c => $"{c.Breaks.ToString().ToLowerInvariant()}: {c.Field} {c.What}"))
        );
    }

    [Theory]
    [InlineData("backward", "1.1.0", "backward")]
    [InlineData("forward", "1.1.0", "forward")]
    [InlineData("full", "1.1.0", "backward forward")]
    [InlineData("none", "1.1.0", "")]
    [InlineData("full", "2.0.0", "")]
    public void What_may_not_be_broken_the_contract_says_for_versions_of_one_major_number(
        string compatibility,
        string version,
        string expected
    )
    {
        var before = Contract("1.0.0", "a: {}, b: {required: true}");
        var after = Contract(version, "a: {required: true}, b: {}", $"compatibility: {compatibility}");

        var forbidden = ContractChanges.Forbidden(before, after);

        Assert.Equal(expected, string.Join(' ', forbidden.Select(c => c.Breaks.ToString().ToLowerInvariant())));
    }

    [Theory]
    [InlineData("contract: Orders\nversion: 1.0.0\nfields: {a: {}}", "Contract: contract must be")]
    [InlineData("contract: orders\nversion: 1\nfields: {a: {}}", "could not be converted")]
    [InlineData("contract: orders\nversion: '1.0'\nfields: {a: {}}", "Version: version must be MAJOR.MINOR.PATCH")]
    [InlineData("contract: orders\nversion: 1.0.0\nfields: {}", "Fields: There must be 1 to 500 fields")]
    [InlineData("contract: orders\nversion: 1.0.0\nfields: {a: }", "fields.a: Say at least its type")]
    [InlineData("contract: orders\nversion: 1.0.0\nfields: {a: {type: colour}}", "could not be converted")]
    [InlineData("contract: orders\nversion: 1.0.0\nfields: {a: {kind: int}}", "kind")]
    [InlineData("contract: orders\nversion: 1.0.0\nfields: {a: {pattern: '(a'}}", "fields.a.pattern: The pattern")]
    [InlineData("contract: orders\nversion: 1.0.0\nfields: {a: {pattern: '(?=a)'}}", "fields.a.pattern: The pattern")]
    [InlineData("contract: orders\nversion: 1.0.0\nfields: {a: {min: 1}}", "fields.a: min and max are for int")]
    [InlineData(
        "contract: orders\nversion: 1.0.0\nfields: {a: {class: secret, action: keep}}",
        "A secret must not be kept"
    )]
    [InlineData("contract: orders\nversion: 1.0.0\nfields: {a: {}}\nrequired: [b]", "b is required, but is not among")]
    [InlineData(
        "contract: orders\nversion: 1.0.0\nfields: {a: {}}\nupgrades: [{from: 1}]",
        "upgrades: Each upgrade begins"
    )]
    [InlineData("contract: [", "While parsing")]
    [InlineData("", "There must be one contract")]
    public void What_is_wrong_with_a_contract_is_named_with_its_place(string text, string expected)
    {
        var report = ContractCheck.Run(text, against: null);

        Assert.Contains(expected, string.Join('\n', report.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_against_an_older_version_tells_what_must_not_be_from_what_may()
    {
        var before = Text("1.0.0", "a: {}, b: {type: int}");

        var report = ContractCheck.Run(Text("1.1.0", "a: {required: true}, b: {type: string}"), before);
        var same = ContractCheck.Run(before, before);

        Assert.Equal(["a is required and was not (backward)"], report.Breaks);
        Assert.Equal(["b going back, is int and was string (forward)"], report.Notes);
        Assert.Equal(["version: 1.0.0 must be above 1.0.0."], same.Faults);
    }

    private static ContractDocument Contract(string version, string fields, string more = "") =>
        ContractReader.Parse(Text(version, fields, more));

    private static string Text(string version, string fields, string more = "") =>
        $"contract: orders\nversion: {version}\nfields: {{{fields}}}\n{more}";
}
