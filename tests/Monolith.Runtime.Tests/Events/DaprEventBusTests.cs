namespace Monolith.Runtime.Tests.Events;

public sealed class DaprEventBusTests() : EventBusTests(new DaprRuntime());
