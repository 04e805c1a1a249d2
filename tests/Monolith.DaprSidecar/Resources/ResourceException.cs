namespace Monolith.DaprSidecar.Resources;

/// <summary>A resource that the sidecar cannot start with.</summary>
public sealed class ResourceException(string message) : Exception(message);
