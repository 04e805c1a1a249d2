namespace Monolith.DaprSidecar;

/// <summary>What lies outside the sidecars and outlives each of them: topics, stores and the network between the apps.</summary>
public sealed class Broker { }
