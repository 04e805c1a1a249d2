using MediatR;
using Microsoft.Extensions.Options;
using Monolith.Alerting.Contracts;
using Monolith.Healing.KillSwitch;
using Monolith.Healing.Policies;
using Monolith.Healing.Runs;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Healing.Guardrails;

/// <summary>Finds out what the guardrails decide on. Changes nothing. Thread-safe.</summary>
internal sealed class FactFinder(
    IDocumentStore documents,
    KillSwitches switches,
    PolicyStore policies,
    PolicyHealthStore health,
    Signals signals,
    RunLife life,
    IMediator mediator,
    IOptions<HealingOptions> options,
    TimeProvider clock
)
{
    private readonly HealingOptions _options = options.Value;

    /// <summary>Everything that can be known without a plan.</summary>
    public async Task<FoundFacts> FindAsync(Run run, CancellationToken cancellationToken)
    {
        var request = run.Request;
        var (ledger, read) = await Ledger.ReadAsync(documents, cancellationToken);
        var (fared, _) = await health.GetAsync(request.TenantId, request.Policy.Id, cancellationToken);
        var signal = request.Alert is { } alert ? await MeasureAsync(request.TenantId, alert, cancellationToken) : null;
        var known = await policies.FindAsync(request.TenantId, request.Policy.Id, cancellationToken);
        var firings = request.Alert is { } fired
            ? await signals.GetAsync(request.TenantId, fired.Fingerprint, cancellationToken)
            : [];
        var stops = await FindStopsAsync(run, cancellationToken);
        var facts = stops with
        {
            HasBegun = false,
            IsPolicyChanged = known?.Policy.ComputeHash() != request.Policy.ComputeHash(),
            Namespaces = NamespacesOf(request.TenantId),
            Signal = signal,
            Firings = firings,
            Deeds = await OthersAsync(ledger, request.RunId, cancellationToken),
            Health = fared,
        };
        return new FoundFacts(facts, ledger, read);
    }

    /// <summary>Only what stops a run at any time, as quickly as can be known.</summary>
    public async Task<Facts> FindStopsAsync(Run run, CancellationToken cancellationToken)
    {
        var request = run.Request;
        var held = run.Fencing is null
            ? null
            : await TargetLock.ReadAsync(documents, request.Target, cancellationToken);
        var thrown = await switches.FindThrownAsync(request.TenantId, request.Policy.Id, cancellationToken);
        return new Facts
        {
            Now = clock.GetUtcNow(),
            Tenant = request.Tenant,
            Policy = request.Policy,
            Mode = request.Mode,
            Target = request.Target,
            Options = _options,
            KillSwitch = thrown?.Scope,
            IsAborted = run.Abort is not null,
            HasBegun = true,
            HoldsLock = run.Fencing is null ? null : held?.Value.IsOf(run) == true,
        };
    }

    /// <summary>Asks the alert's own question.</summary>
    public async Task<AlertMeasurement> MeasureAsync(
        TenantId tenant,
        RunAlert alert,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await mediator.Send(new MeasureAlert(tenant, alert.RuleId, alert.Fingerprint), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Not to know is an answer: the guardrails and the verification have a word for it.
            var question = $"the rule {alert.RuleId} for the alert {alert.Fingerprint}";
            return new AlertMeasurement(AlertCondition.Unknown, Value: null, question, clock.GetUtcNow(), e.Message);
        }
    }

    private string[]? NamespacesOf(TenantId tenant) =>
        _options.Namespaces.TryGetValue(tenant.Value, out var names)
            ? names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        : _options.Namespaces.Count == 0 && tenant == TenantId.Default ? null
        : [];

    /// <summary>What other runs did. A run that is gone does not act any more, though nobody wrote down its end.</summary>
    private async Task<IReadOnlyList<Deed>> OthersAsync(
        Ledger ledger,
        string runId,
        CancellationToken cancellationToken
    )
    {
        var others = new List<Deed>();
        foreach (var deed in ledger.Deeds.Where(deed => deed.RunId != runId))
        {
            var isKnown =
                deed.EndedAt is not null || await life.IsAliveAsync(deed.RunId, deed.WorkflowId, cancellationToken);
            others.Add(isKnown ? deed : deed with { EndedAt = deed.At });
        }

        return others;
    }
}

/// <summary>Facts, and the book that they were taken from.</summary>
/// <param name="Facts">The facts.</param>
/// <param name="Ledger">The book.</param>
/// <param name="LedgerETag">The state of the book.</param>
internal sealed record FoundFacts(Facts Facts, Ledger Ledger, string? LedgerETag);
