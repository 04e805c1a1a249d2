using System.Collections.Frozen;
using System.Text;
using Monolith.Platform.Security;

namespace Monolith.Processing.Schemas;

/// <summary>The published contracts of every tenant. Thread-safe; asking costs no lock.</summary>
internal sealed class ContractCatalog : IFieldClasses, IGuardedFields
{
    private volatile FrozenDictionary<TenantId, TenantContracts>? _tenants;

    /// <summary>The contract that holds for a service's records: its own, or else its tenant's, or else the built-in one.</summary>
    public CompiledContract Of(TenantId tenant, ReadOnlySpan<byte> service) =>
        _tenants?.GetValueOrDefault(tenant) is { } contracts ? contracts.Of(service) : BuiltInContract.Compiled;

    /// <inheritdoc/>
    IReadOnlyList<ClassifiedField> IFieldClasses.Of(TenantId tenant, ReadOnlySpan<byte> service) =>
        Of(tenant, service).Classes;

    /// <inheritdoc/>
    public IReadOnlySet<string> Sensitive(TenantId tenant) =>
        _tenants?.GetValueOrDefault(tenant)?.Sensitive ?? FrozenSet<string>.Empty;

    /// <inheritdoc/>
    public IReadOnlySet<string> Secret(TenantId tenant) =>
        _tenants?.GetValueOrDefault(tenant)?.Secret ?? FrozenSet<string>.Empty;

    /// <summary>What holds from now on.</summary>
    public void Replace(IEnumerable<(TenantId Tenant, CompiledContract Contract)> published)
    {
        var tenants = published
            .GroupBy(one => one.Tenant, one => one.Contract)
            .ToFrozenDictionary(tenant => tenant.Key, tenant => new TenantContracts([.. tenant]));
        _tenants = tenants.Count > 0 ? tenants : null;
    }

    /// <summary>The contracts of one tenant, the most exact first. Never changes.</summary>
    private sealed class TenantContracts(IReadOnlyList<CompiledContract> contracts)
    {
        private readonly (ServicePattern Service, CompiledContract Contract)[] _services =
        [
            .. contracts
                .Where(contract => contract.Document.Service is not null)
                .Select(contract => (Service: new ServicePattern(contract.Document.Service!), contract))
                .OrderBy(one => one.Service.IsPattern)
                .ThenByDescending(one => one.contract.Document.Service!.Length)
                .ThenBy(one => one.contract.Document.Contract, StringComparer.Ordinal),
        ];

        private readonly CompiledContract _rest = contracts
            .Where(contract => contract.Document.Service is null)
            .OrderBy(contract => contract.Document.Contract, StringComparer.Ordinal)
            .FirstOrDefault(BuiltInContract.Compiled);

        // Whatever the service: whether somebody sees a field must not depend on which contract a record came under.
        public FrozenSet<string> Sensitive { get; } = NamesOf(contracts, PiiClass.Sensitive);

        public FrozenSet<string> Secret { get; } = NamesOf(contracts, PiiClass.Secret);

        public CompiledContract Of(ReadOnlySpan<byte> service)
        {
            foreach (var (pattern, contract) in _services)
            {
                if (pattern.Fits(service))
                {
                    return contract;
                }
            }

            return _rest;
        }

        private static FrozenSet<string> NamesOf(IEnumerable<CompiledContract> contracts, PiiClass pii) =>
            contracts
                .SelectMany(contract => contract.Classes)
                .Where(field => field.Class == pii)
                .Select(field => FieldNames.Canonical(field.Name))
                .ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The name of a service, or the beginning and end of many.</summary>
    private sealed class ServicePattern(string pattern)
    {
        private readonly byte[][] _parts = [.. pattern.Split('*').Select(Encoding.UTF8.GetBytes)];

        public bool IsPattern => _parts.Length > 1;

        public bool Fits(ReadOnlySpan<byte> service)
        {
            if (!IsPattern)
            {
                return service.SequenceEqual(_parts[0]);
            }

            if (!service.StartsWith(_parts[0]))
            {
                return false;
            }

            // Each part as early as it can be leaves the most for those behind it; the last one is at the end.
            service = service[_parts[0].Length..];
            foreach (var part in _parts.AsSpan(1, _parts.Length - 2))
            {
                var at = service.IndexOf(part);
                if (at < 0)
                {
                    return false;
                }

                service = service[(at + part.Length)..];
            }

            return service.EndsWith(_parts[^1]);
        }
    }
}
