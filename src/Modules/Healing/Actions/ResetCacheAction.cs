using System.Text.Json;
using Monolith.Healing.Actions.Calls;
using Monolith.Healing.Actions.Workloads;
using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Objects;
using Monolith.Platform.Dapr;

namespace Monolith.Healing.Actions;

/// <summary>
/// Has an application empty its cache: by an address, by an address in each of its pods, a share of them at a time, by a Dapr
/// service invocation, or by a Dapr output binding. Each call carries a key that is the same when it is repeated. What was in
/// a cache does not come back; it fills by itself, which is why pods take turns.
/// </summary>
internal sealed class ResetCacheAction(
    KubernetesCluster cluster,
    AllowedHosts hosts,
    OutboundCalls calls,
    IEnumerable<DaprClient> sidecars
) : IHealingAction
{
    private const string IdempotencyKey = "Idempotency-Key";
    private readonly DaprClient? _sidecar = sidecars.FirstOrDefault();

    /// <inheritdoc/>
    public string Name => "resetCache";

    /// <inheritdoc/>
    public IReadOnlyList<string> FindMistakes(IReadOnlyDictionary<string, string> parameters)
    {
        var reader = new ActionParameters(parameters);
        _ = Settings.Read(reader);
        return reader.Mistakes;
    }

    /// <inheritdoc/>
    public async Task<ActionPlan> PlanAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        if (FindMistakes(request.Parameters) is [var mistake, ..])
        {
            return ActionPlan.Refused("invalidParameters", mistake);
        }

        var settings = Read(request);
        return settings.Way switch
        {
            Via.Pods => await PlanPodsAsync(request, settings, cancellationToken),
            Via.Url => PlanUrl(settings),
            _ when _sidecar is null => ActionPlan.Refused("noDapr", "Monolith runs without a Dapr sidecar."),
            Via.Invoke => Plan(
                settings,
                [
                    [$"invoke/{settings.App}/{settings.Path}"],
                ]
            ),
            _ => Plan(
                settings,
                [
                    [$"bindings/{settings.Binding}"],
                ]
            ),
        };
    }

    /// <inheritdoc/>
    public async Task<ActionResult> ExecuteAsync(
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    )
    {
        var settings = Read(request);
        var stages = plan.Before!.Value.Deserialize<IReadOnlyList<IReadOnlyList<string>>>()!;
        foreach (var address in stages[request.Step])
        {
            var result = settings.Way switch
            {
                Via.Invoke => await InvokeAsync(request, settings, cancellationToken),
                Via.Binding => await BindAsync(request, settings, cancellationToken),
                _ => await PostAsync(request, settings, new Uri(address), cancellationToken),
            };
            if (result.Outcome == ActionOutcome.Failed)
            {
                return result;
            }
        }

        var next = request.Step + 1 < stages.Count ? new NextCall(request.Step + 1, settings.Pause) : null;
        return ActionResult.Changed("reset", $"Stage {request.Step + 1} of {stages.Count} is reset.", next);
    }

    /// <inheritdoc/>
    public Task<ActionProgress> ObserveAsync(
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    ) => Task.FromResult(ActionProgress.Complete("reset", "The cache is empty and fills again."));

    /// <inheritdoc/>
    public Task<ActionResult> RollBackAsync(
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            ActionResult.Unchanged(Reasons.NothingToUndo, "A cache that was emptied fills again by itself.")
        );

    private ActionPlan PlanUrl(Settings settings) =>
        Uri.TryCreate(settings.Address, UriKind.Absolute, out var url) && hosts.Allows(url)
            ? Plan(
                settings,
                [
                    [url.AbsoluteUri],
                ]
            )
            : ActionPlan.Refused(
                "hostNotAllowed",
                $"{settings.Address} is not among {CallOptions.Section}:{nameof(CallOptions.AllowedHosts)}."
            );

    /// <summary>The ready pods of the target, in stages. Their addresses come from Kubernetes and not from the policy.</summary>
    private async Task<ActionPlan> PlanPodsAsync(
        ActionRequest request,
        Settings settings,
        CancellationToken cancellationToken
    )
    {
        var (ns, name) = (request.Target.Namespace, request.Target.Name);
        if (cluster.Client is not { } client)
        {
            return ActionPlan.Refused("noCluster", "Monolith runs in no Kubernetes cluster.");
        }

        if (
            WorkloadKind.Find(request.Target.Kind) is not { } kind
            || !KubernetesName.IsNamespace(ns)
            || !KubernetesName.IsName(name)
        )
        {
            return ActionPlan.Refused(Reasons.WrongKind, $"{request.Target} has no pods.");
        }

        try
        {
            if (await kind.FindAsync(client, ns, name, cancellationToken) is not { } workload)
            {
                return ActionPlan.Refused(Reasons.NotFound, $"There is no {request.Target}.");
            }

            var state = await client.StateAsync(kind, workload, cancellationToken);
            var selection = new Selection(workload.Selector.ToString());
            var pods = await client.ListAsync(KubernetesResources.Pods, ns, selection, cancellationToken);
            var addresses = pods
                .Items.Where(pod => pod.IsReady() && pod.Status.PodIP is not null)
                .Select(pod => new UriBuilder("http", pod.Status.PodIP, settings.Port, settings.Path).Uri.AbsoluteUri)
                .ToArray();
            var size = Math.Max(1, addresses.Length * settings.Share / 100);
            return addresses.Length == 0
                ? ActionPlan.Refused("noPods", $"{request.Target} has no ready pods.", state)
                : Plan(settings, [.. addresses.Chunk(size)]) with
                {
                    Target = state,
                };
        }
        catch (KubernetesException error) when (error.IsRetriable)
        {
            throw new ActionUnavailableException(error.Message, error);
        }
        catch (KubernetesException error)
        {
            return ActionPlan.Refused(Reasons.Of(error.Reason), error.Message);
        }
    }

    private static ActionPlan Plan(Settings settings, IReadOnlyList<IReadOnlyList<string>> stages) =>
        new()
        {
            Calls = [.. stages.SelectMany(stage => stage).Select(address => new PlannedCall("POST", address))],
            Deadline = settings.Deadline,
            Before = JsonSerializer.SerializeToElement(stages),
        };

    private async Task<ActionResult> PostAsync(
        ActionRequest request,
        Settings settings,
        Uri address,
        CancellationToken cancellationToken
    )
    {
        if (settings.Way == Via.Url && !hosts.Allows(address))
        {
            return ActionResult.Failed("hostNotAllowed", $"{address.Authority} may not be called.");
        }

        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [IdempotencyKey] = $"{request.OperationId}.{address.Authority}",
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(Body(request), JsonSerializerOptions.Web);
        return CallResults.Of(await calls.PostAsync(address, body, headers, cancellationToken), address.Authority);
    }

    private async Task<ActionResult> InvokeAsync(
        ActionRequest request,
        Settings settings,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var response = await Sidecar()
                .InvokeMethodWithResponseAsync(
                    HttpMethod.Post,
                    settings.App,
                    settings.Path,
                    Body(request),
                    cancellationToken
                );
            return CallResults.Of(response.StatusCode, settings.App);
        }
        catch (DaprException error)
        {
            return Failure(error);
        }
    }

    private async Task<ActionResult> BindAsync(
        ActionRequest request,
        Settings settings,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [IdempotencyKey] = request.OperationId,
            };
            await Sidecar()
                .InvokeBindingAsync(settings.Binding, settings.Operation, Body(request), metadata, cancellationToken);
            return ActionResult.Changed("called", $"The binding {settings.Binding} has taken it.");
        }
        catch (DaprException error)
        {
            return Failure(error);
        }
    }

    private DaprClient Sidecar() =>
        _sidecar ?? throw new ActionUnavailableException("This replica has no Dapr sidecar.");

    private static ActionResult Failure(DaprException error) =>
        error.IsRetriable
            ? throw new ActionUnavailableException(error.Message, error)
            : ActionResult.Failed("refused", error.Message);

    private static object Body(ActionRequest request) =>
        new
        {
            request.OperationId,
            request.Tenant,
            request.At,
        };

    private static Settings Read(ActionRequest request) => Settings.Read(new ActionParameters(request.Parameters));

    /// <summary>The ways to reach a cache.</summary>
    private static class Via
    {
        public const string Url = "url";
        public const string Pods = "pods";
        public const string Invoke = "invoke";
        public const string Binding = "binding";
    }

    private sealed record Settings
    {
        public required string Way { get; init; }

        public string Address { get; init; } = "";

        public string App { get; init; } = "";

        public string Binding { get; init; } = "";

        public string Operation { get; init; } = "";

        public string Path { get; init; } = "";

        public int Port { get; init; }

        public int Share { get; init; }

        public TimeSpan Pause { get; init; }

        public TimeSpan Deadline { get; init; }

        public static Settings Read(ActionParameters parameters)
        {
            var settings = new Settings
            {
                Way = parameters.OneOf("via", Via.Url, Via.Pods, Via.Invoke, Via.Binding),
                Deadline = parameters.Duration("deadline", TimeSpan.FromMinutes(5)),
            };
            return settings.Way switch
            {
                Via.Url => settings with { Address = parameters.Required("url") },
                Via.Pods => settings with
                {
                    Path = parameters.Required("path", IsPath, "a path that begins with a slash"),
                    Port = parameters.Number("port", 1, ushort.MaxValue) ?? 8080,
                    Share = parameters.Number("share", 1, 100) ?? 25,
                    Pause = parameters.Duration("pause", TimeSpan.FromMinutes(1)),
                },
                Via.Invoke => settings with
                {
                    App = parameters.Required("app"),
                    Path = parameters.Required("path", IsPath, "a path that begins with a slash"),
                },
                _ => settings with
                {
                    Binding = parameters.Required("binding"),
                    Operation = parameters.Text("operation") ?? "create",
                },
            };
        }

        private static bool IsPath(string text) =>
            text.StartsWith('/') && Uri.IsWellFormedUriString(text, UriKind.Relative);
    }
}
