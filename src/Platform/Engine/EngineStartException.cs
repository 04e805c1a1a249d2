namespace Monolith.Platform.Engine;

/// <summary>The engine cannot start. The message says what a person can do about it.</summary>
public sealed class EngineStartException(string message) : Exception(message);
