using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Platform.Language;

namespace Monolith.Healing.Policies;

/// <summary>What may be done about which alerts, and within which limits. Never changes: a run works with the policy that it
/// began with.</summary>
internal record Policy
{
    /// <summary>Names it among those of its tenant.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>How far it may go. Until somebody trusts it, it only says what it would do.</summary>
    public PolicyMode Mode { get; init; } = PolicyMode.DryRun;

    /// <summary>Which alerts, as in Alertmanager: <c>severity="critical"</c>, <c>service=~"checkout|cart"</c>. All of them must
    /// match.</summary>
    public IReadOnlyList<string> Matchers { get; init; } = [];

    /// <summary>The name of the action.</summary>
    public required string Action { get; init; }

    /// <summary>What the action is done to. Its parts may hold <c>{{ $labels.service }}</c>.</summary>
    public required PolicyTarget Target { get; init; }

    /// <summary>The action's own settings. The values may hold <c>{{ $labels.service }}</c>.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What may be touched. Nothing, unless it says so.</summary>
    public AllowList Allow { get; init; } = new();

    /// <summary>How much at once.</summary>
    public PolicyLimits Limits { get; init; } = new();

    /// <summary>How long a target is left alone after it was touched.</summary>
    public Cooldown Cooldown { get; init; } = new();

    /// <summary>When an alert comes and goes too often to be healed.</summary>
    public Flapping Flapping { get; init; } = new();

    /// <summary>Who must agree, in the mode <see cref="PolicyMode.Approve"/>.</summary>
    public Approval Approval { get; init; } = new();

    /// <summary>When the alert counts as gone.</summary>
    public Verification Verification { get; init; } = new();

    /// <summary>When healing gives up on this policy until a person looks.</summary>
    public Breaker Breaker { get; init; } = new();

    /// <summary>Whether what was done is taken back when it does not work out.</summary>
    public bool RollBack { get; init; } = true;

    /// <summary>Hours of the week in which people work on things and healing keeps out.</summary>
    public IReadOnlyList<MaintenanceWindow> Maintenance { get; init; } = [];

    /// <summary>Times in which nothing may change.</summary>
    public IReadOnlyList<ChangeFreeze> Freezes { get; init; } = [];

    /// <summary>The same for two policies that say the same.</summary>
    public string ComputeHash() =>
        Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes<Policy>(this, HealingJson.Options))
        );
}

/// <summary>How far a policy may go.</summary>
[JsonConverter(typeof(CamelCaseEnum<PolicyMode>))]
internal enum PolicyMode
{
    /// <summary>Nothing happens.</summary>
    Off,

    /// <summary>A run says that the policy would have begun, and looks at nothing else.</summary>
    Observe,

    /// <summary>A run plans, checks every guardrail, and says what it would do.</summary>
    DryRun,

    /// <summary>A run asks people first.</summary>
    Approve,

    /// <summary>A run acts by itself.</summary>
    Auto,
}

/// <summary>What an action is done to.</summary>
/// <param name="Kind">Deployment, StatefulSet, DaemonSet, Pod or Service; another word for an action without a workload.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
internal sealed record PolicyTarget(string Kind, string Namespace, string Name);

/// <summary>What may be touched. An empty list allows nothing.</summary>
internal sealed record AllowList
{
    /// <summary>Namespaces by name.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Workloads as <c>Deployment/checkout</c>; <c>Deployment/*</c> is every one of the kind.</summary>
    public IReadOnlyList<string> Workloads { get; init; } = [];
}

/// <summary>How much at once.</summary>
internal sealed record PolicyLimits
{
    /// <summary>So many runs of the policy act at the same time.</summary>
    public int Concurrent { get; init; } = 1;

    /// <summary>So many act within an hour.</summary>
    public int PerHour { get; init; } = 6;

    /// <summary>So many act on one target within an hour, whatever their policy.</summary>
    public int PerTargetPerHour { get; init; } = 2;

    /// <summary>So many objects may one run change.</summary>
    public int Targets { get; init; } = 1;

    /// <summary>The share of replicas that stay ready while the action is done, rounded up to whole replicas.</summary>
    public double MinReadyShare { get; init; } = 0.5;

    /// <summary>Whether the only replica of a workload may be taken away.</summary>
    public bool AllowSingle { get; init; }
}

/// <summary>How long a target is left alone after it was touched.</summary>
internal sealed record Cooldown
{
    /// <summary>After the first time.</summary>
    public PromDuration Base { get; init; } = PromDuration.Parse("15m");

    /// <summary>How many times longer after each further time.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>Never longer.</summary>
    public PromDuration Max { get; init; } = PromDuration.Parse("4h");

    /// <summary>Left in peace for so long after the cool-down, the target counts as new.</summary>
    public PromDuration ResetAfter { get; init; } = PromDuration.Parse("1h");
}

/// <summary>When an alert comes and goes too often to be healed.</summary>
internal sealed record Flapping
{
    /// <summary>An alert that begins to fire so often...</summary>
    public int Firings { get; init; } = 3;

    /// <summary>...within this time...</summary>
    public PromDuration Window { get; init; } = PromDuration.Parse("30m");

    /// <summary>...is left to people for so long.</summary>
    public PromDuration Quarantine { get; init; } = PromDuration.Parse("2h");
}

/// <summary>Who must agree.</summary>
internal sealed record Approval
{
    /// <summary>How many people: one, or two different ones.</summary>
    public int Required { get; init; } = 1;

    /// <summary>How long to wait for them.</summary>
    public PromDuration Timeout { get; init; } = PromDuration.Parse("15m");

    /// <summary>What becomes of a run that nobody decided on.</summary>
    public ApprovalTimeout OnTimeout { get; init; } = ApprovalTimeout.Escalate;
}

/// <summary>What becomes of a run that nobody decided on.</summary>
[JsonConverter(typeof(CamelCaseEnum<ApprovalTimeout>))]
internal enum ApprovalTimeout
{
    /// <summary>It ends.</summary>
    Refuse,

    /// <summary>It ends, and somebody is told.</summary>
    Escalate,
}

/// <summary>When the alert counts as gone: its own question is asked again and again.</summary>
internal sealed record Verification
{
    /// <summary>How long to wait before the first time: the rule's window still holds what was before.</summary>
    public PromDuration InitialDelay { get; init; } = PromDuration.Parse("1m");

    /// <summary>How long to wait between two times.</summary>
    public PromDuration Interval { get; init; } = PromDuration.Parse("30s");

    /// <summary>How often to ask at most. Not settled by then is not healed.</summary>
    public int Count { get; init; } = 20;

    /// <summary>So many quiet answers in a row, and it is healed.</summary>
    public int ConsecutiveSuccess { get; init; } = 3;

    /// <summary>The alert may still be there so often, and no more.</summary>
    public int FailureLimit { get; init; } = 10;

    /// <summary>There may be nothing to measure so often, and no more.</summary>
    public int InconclusiveLimit { get; init; } = 4;

    /// <summary>So many times in a row the question may go unanswered, and no more.</summary>
    public int ConsecutiveErrorLimit { get; init; } = 4;
}

/// <summary>When healing gives up on a policy until a person looks.</summary>
internal sealed record Breaker
{
    /// <summary>After so many runs in a row that acted and did not heal.</summary>
    public int Failures { get; init; } = 3;
}

/// <summary>Hours of the week.</summary>
/// <param name="Days">The days on which it begins, such as <c>saturday</c>; none for every day.</param>
/// <param name="From">When it begins, such as <c>22:00</c>.</param>
/// <param name="To">When it ends; on the next day when that is earlier.</param>
/// <param name="TimeZone">Whose hours, such as <c>Europe/Berlin</c>.</param>
internal sealed record MaintenanceWindow(IReadOnlyList<string>? Days, string From, string To, string TimeZone = "UTC")
{
    /// <summary>Whether a moment is within it.</summary>
    public bool Holds(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById(TimeZone));
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        var (from, to) = (Clock(From), Clock(To));
        return from < to
            ? BeginsOn(local.DayOfWeek) && time >= from && time < to
            : (BeginsOn(local.DayOfWeek) && time >= from) || (BeginsOn(local.AddDays(-1).DayOfWeek) && time < to);
    }

    /// <summary>Whether this is a time of the day, such as <c>22:00</c>.</summary>
    public static bool IsClock(string? text) =>
        TimeOnly.TryParseExact(text, ClockFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private const string ClockFormat = "HH:mm";

    private bool BeginsOn(DayOfWeek day) =>
        Days is not { Count: > 0 } days || days.Contains(day.ToString(), StringComparer.OrdinalIgnoreCase);

    private static TimeOnly Clock(string text) => TimeOnly.ParseExact(text, ClockFormat, CultureInfo.InvariantCulture);
}

/// <summary>A time in which nothing may change.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends.</param>
/// <param name="Reason">Why.</param>
internal sealed record ChangeFreeze(DateTimeOffset From, DateTimeOffset To, string Reason = "");
