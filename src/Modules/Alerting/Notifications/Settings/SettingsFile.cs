using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Settings;

/// <summary>Settings that people keep in a YAML file: one document for each tenant, which names it as <c>tenant</c>, or without a
/// name for the default tenant. The file is read again when it changes; while it is broken, what it said before holds.</summary>
internal sealed class SettingsFile(
    IOptions<NotificationOptions> options,
    SettingsCheck check,
    ILogger<SettingsFile> logger
) : IHostedService
{
    private readonly Lock _gate = new();
    private readonly string? _path = options.Value.NotificationsPath;
    private Dictionary<string, NotificationSettings> _settings = [];
    private (DateTime Written, long Length) _read;

    /// <summary>A tenant's settings.</summary>
    /// <returns>Null when the file has none for it.</returns>
    public NotificationSettings? Find(TenantId tenant)
    {
        lock (_gate)
        {
            ReadIfChangedLocked();
            return _settings.GetValueOrDefault(tenant.Value);
        }
    }

    /// <summary>Reads the file for the first time. With a broken one nobody would be told, so the host does not start.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_path is { Length: > 0 })
        {
            lock (_gate)
            {
                _read = Stamp();
                _settings = Read(_path);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void ReadIfChangedLocked()
    {
        if (_path is not { Length: > 0 } path || Stamp() is var stamp && stamp == _read)
        {
            return;
        }

        _read = stamp;
        try
        {
            _settings = Read(path);
            logger.SettingsRead(path);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            logger.SettingsBroken(path, e.Message);
        }
    }

    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(_path!);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private Dictionary<string, NotificationSettings> Read(string path)
    {
        try
        {
            var settings = new Dictionary<string, NotificationSettings>(StringComparer.Ordinal);
            foreach (var (index, document) in YamlDocuments.Parse(File.ReadAllText(path)).Index())
            {
                var (tenant, value) = Read(document, index + 1);
                if (!settings.TryAdd(tenant, value))
                {
                    throw new FormatException($"Document {index + 1}: the tenant '{tenant}' has settings already.");
                }
            }

            return settings;
        }
        catch (FormatException e)
        {
            throw new FormatException($"{path}: {e.Message}", e);
        }
    }

    private (string Tenant, NotificationSettings Settings) Read(JsonNode document, int number)
    {
        try
        {
            var fields = CamelCase(document).AsObject();
            var tenant = fields["tenant"]?.GetValue<string>() ?? TenantId.Default.Value;
            fields.Remove("tenant");
            var settings = ApiJson.Read<NotificationSettings>(fields);
            IReadOnlyList<SettingsFault> faults = TenantId.IsName(tenant)
                ? check.Faults(new TenantId(tenant), settings)
                : [new SettingsFault("tenant", "It is no name of a tenant.")];
            return faults is [var fault, ..]
                ? throw new FormatException($"Document {number}, {fault.Field}: {fault.Message}")
                : (tenant, settings);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"Document {number}: {e.Message}", e);
        }
    }

    /// <summary>Alertmanager's own files say <c>group_by</c> where the API says <c>groupBy</c>: both are read.</summary>
    private static JsonNode CamelCase(JsonNode node) =>
        node switch
        {
            JsonObject fields => new JsonObject(
                fields.Select(f => KeyValuePair.Create(CamelCase(f.Key), f.Value is null ? null : CamelCase(f.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(i => i is null ? null : CamelCase(i))]),
            _ => node.DeepClone(),
        };

    private static string CamelCase(string name)
    {
        var words = name.Split('_');
        return string.Concat(
            words.Select((w, i) => i == 0 || w.Length == 0 ? w : char.ToUpperInvariant(w[0]) + w[1..])
        );
    }
}
