using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Monolith.Healing.Actions.Calls;
using Monolith.Platform.Outgoing;
using Monolith.Platform.Security;

namespace Monolith.Healing.Actions;

/// <summary>
/// Asks another program to heal: a POST to an address that the operator has allowed, signed as the Standard Webhooks
/// specification says. <c>webhook-id</c> is the operation, so that the receiver can tell a repetition from a new request.
/// </summary>
internal sealed class WebhookAction(
    AllowedHosts hosts,
    OutboundCalls calls,
    IOptionsMonitor<CallOptions> options,
    TimeProvider clock
) : IHealingAction
{
    /// <inheritdoc/>
    public string Name => "webhook";

    /// <inheritdoc/>
    public IReadOnlyList<string> FindMistakes(IReadOnlyDictionary<string, string> parameters)
    {
        var reader = new ActionParameters(parameters);
        _ = Settings.Read(reader);
        return reader.Mistakes;
    }

    /// <inheritdoc/>
    public Task<ActionPlan> PlanAsync(ActionRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Plan(request));

    /// <inheritdoc/>
    public Task<ActionResult> ExecuteAsync(
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    ) => PostAsync(request, Read(request), Read(request).Url, "execute", cancellationToken);

    /// <inheritdoc/>
    public Task<ActionProgress> ObserveAsync(
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    ) => Task.FromResult(ActionProgress.Complete("called", "The receiver has accepted it."));

    /// <inheritdoc/>
    public Task<ActionResult> RollBackAsync(ActionRequest request, ActionPlan plan, CancellationToken cancellationToken)
    {
        var settings = Read(request);
        return settings.UndoUrl is { } url
            ? PostAsync(request, settings, url, "undo", cancellationToken)
            : Task.FromResult(ActionResult.Unchanged(Reasons.NothingToUndo, "The policy names no undoUrl."));
    }

    private ActionPlan Plan(ActionRequest request)
    {
        if (FindMistakes(request.Parameters) is [var mistake, ..])
        {
            return ActionPlan.Refused("invalidParameters", mistake);
        }

        var settings = Read(request);
        foreach (var url in new[] { settings.Url, settings.UndoUrl }.OfType<Uri>())
        {
            if (!hosts.Allows(url))
            {
                return ActionPlan.Refused(
                    "hostNotAllowed",
                    $"{url.Authority} is not among {CallOptions.Section}:{nameof(CallOptions.AllowedHosts)}."
                );
            }
        }

        if (settings.Secret is { } name && Secret(request.Tenant, name) is null)
        {
            return ActionPlan.Refused("noSecret", $"There is no secret '{name}'.");
        }

        var body = JsonSerializer.SerializeToElement(Body(request, "execute"), JsonSerializerOptions.Web);
        return new ActionPlan
        {
            Calls = [new PlannedCall("POST", settings.Url.AbsoluteUri, body)],
            IsReversible = settings.UndoUrl is not null,
            Deadline = settings.Deadline,
        };
    }

    private async Task<ActionResult> PostAsync(
        ActionRequest request,
        Settings settings,
        Uri url,
        string phase,
        CancellationToken cancellationToken
    )
    {
        // The list may be shorter than when it was planned.
        if (!hosts.Allows(url))
        {
            return ActionResult.Failed("hostNotAllowed", $"{url.Authority} may not be called.");
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(Body(request, phase), JsonSerializerOptions.Web);
        var (id, now) = ($"{request.OperationId}.{phase}", clock.GetUtcNow().ToUnixTimeSeconds());
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["webhook-id"] = id,
            ["webhook-timestamp"] = $"{now}",
        };
        if (settings.Secret is { } name)
        {
            if (Secret(request.Tenant, name) is not { } secret)
            {
                return ActionResult.Failed("noSecret", $"There is no secret '{name}'.");
            }

            headers["webhook-signature"] = WebhookSignature.Of(Encoding.UTF8.GetBytes(secret), id, now, body);
        }

        var status = await calls.PostAsync(url, body, headers, cancellationToken);
        return CallResults.Of(status, url.Authority);
    }

    private static object Body(ActionRequest request, string phase) =>
        new
        {
            request.OperationId,
            request.Tenant,
            request.Target,
            request.At,
            phase,
        };

    private string? Secret(string tenant, string name) =>
        options.CurrentValue.Secrets?.GetValueOrDefault(tenant == TenantId.Default.Value ? name : $"{tenant}@{name}");

    private static Settings Read(ActionRequest request) => Settings.Read(new ActionParameters(request.Parameters));

    private sealed record Settings(Uri Url, Uri? UndoUrl, string? Secret, TimeSpan Deadline)
    {
        // Stands for an address that is missing: FindMistakes has said so.
        private static readonly Uri None = new("about:blank");

        public static Settings Read(ActionParameters parameters)
        {
            var secret = parameters.Text("secret");
            parameters.Demand(
                secret is null || TenantId.IsName(secret),
                "The parameter 'secret' must be a name of letters, digits, '-', '_' and '.'."
            );
            return new Settings(
                Address(parameters.Required("url", IsAddress, "an http or https address")) ?? None,
                parameters.Text("undoUrl") is { } undo ? Undo(parameters, undo) : null,
                secret,
                parameters.Duration("deadline", TimeSpan.FromMinutes(5))
            );
        }

        private static Uri? Undo(ActionParameters parameters, string text)
        {
            parameters.Demand(IsAddress(text), "The parameter 'undoUrl' must be an http or https address.");
            return Address(text);
        }

        private static bool IsAddress(string text) => Address(text) is { Scheme: "http" or "https" };

        private static Uri? Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null;
    }
}
