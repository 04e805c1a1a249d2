using Monolith.Access.Directory;
using Monolith.Platform.Security;

namespace Monolith.Access.Tests.Roles;

public sealed class EntitlementTests
{
    private static readonly RowRule Shop = new() { Services = ["shop-*"] };
    private static readonly RowRule Bank = new() { Services = ["bank"] };
    private static readonly string[] Reading = [Permissions.ReadLogs];

    [Fact]
    public void Rows_of_roles_that_search_add_up()
    {
        var both = Entitlement.Together([new(Reading, [Shop], []), new(Reading, [Bank], [])]);

        Assert.Equal([Shop, Bank], both.Scope.Rows);
    }

    [Fact]
    public void Who_searches_all_rows_by_one_role_searches_all_rows() =>
        Assert.Empty(Entitlement.Together([new(Reading, [Shop], []), new(Reading, [], [])]).Scope.Rows);

    [Fact]
    public void A_role_that_does_not_search_opens_no_rows_to_one_that_does()
    {
        var both = Entitlement.Together([
            new(Reading, [Shop], []),
            new([Permissions.WriteLogs], [], []),
            new([Permissions.ManageAlerts], [], []),
        ]);

        Assert.Equal([Shop], both.Scope.Rows);
    }

    [Fact]
    public void What_one_role_hides_stays_hidden() =>
        Assert.Equal(
            ["user_id"],
            Entitlement.Together([new(Reading, [], ["user_id"]), new(Permissions.All, [], [])]).Scope.HiddenFields
        );

    [Fact]
    public void Sensitive_and_secret_fields_are_seen_by_permission_alone()
    {
        Assert.False(new Entitlement(Reading, [], []).Scope.SeesSensitive);
        Assert.True(new Entitlement([Permissions.SeeSensitive], [], []).Scope.SeesSensitive);
        Assert.False(new Entitlement([Permissions.SeeSensitive], [], []).Scope.SeesSecret);
    }

    [Fact]
    public void All_is_covered_by_all() =>
        Assert.True(new Entitlement(Permissions.All, [], []).Covers(new Entitlement(Permissions.All, [], [])));

    [Fact]
    public void A_permission_that_one_lacks_is_not_covered() =>
        Assert.False(new Entitlement(Reading, [], []).Covers(new Entitlement([Permissions.ExportLogs], [], [])));

    [Theory]
    [InlineData("shop-*", "shop-*", true)]
    [InlineData("shop-*", "shop-checkout", true)]
    [InlineData("shop-*", "bank", false)]
    [InlineData("shop-*", "shop-checkout-*", false)] // not asked
    [InlineData("shop-*", "*", false)]
    [InlineData("shop-?", "shop-1", false)]
    public void Rows_are_covered_by_rows_that_are_as_wide(string mine, string other, bool isCovered) =>
        Assert.Equal(
            isCovered,
            new Entitlement(Reading, [new RowRule { Services = [mine] }], []).Covers(
                new Entitlement(Reading, [new RowRule { Services = [other] }], [])
            )
        );

    [Fact]
    public void All_rows_are_not_covered_by_some() =>
        Assert.False(new Entitlement(Reading, [Shop], []).Covers(new Entitlement(Reading, [], [])));

    [Fact]
    public void Rows_of_a_role_that_sees_none_do_not_matter() =>
        Assert.True(
            new Entitlement([.. Reading, Permissions.WriteLogs], [Shop], ["user_id"]).Covers(
                new Entitlement([Permissions.WriteLogs], [], [])
            )
        );

    [Fact]
    public void A_lower_severity_or_another_stream_is_not_covered()
    {
        var mine = new Entitlement(Reading, [new RowRule { LeastSeverity = 17, Streams = ["app"] }], []);

        Assert.True(mine.Covers(new(Reading, [new RowRule { LeastSeverity = 17, Streams = ["app"] }], [])));
        Assert.False(mine.Covers(new(Reading, [new RowRule { LeastSeverity = 9, Streams = ["app"] }], [])));
        Assert.False(mine.Covers(new(Reading, [new RowRule { LeastSeverity = 17, Streams = ["audit"] }], [])));
        Assert.False(mine.Covers(new(Reading, [new RowRule { LeastSeverity = 17 }], [])));
    }

    [Fact]
    public void A_field_that_is_hidden_from_one_is_not_shown_to_another_by_them()
    {
        var mine = new Entitlement(Reading, [], ["user_id"]);

        Assert.False(mine.Covers(new Entitlement(Reading, [], [])));
        Assert.True(mine.Covers(new Entitlement(Reading, [], ["user_id", "email"])));
    }
}
