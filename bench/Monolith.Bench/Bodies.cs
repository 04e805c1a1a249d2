using Monolith.Load;

namespace Monolith.Bench;

/// <summary>The bodies that the suites read: a thousand records of about 780 bytes.</summary>
internal static class Bodies
{
    public const int Records = 1_000;

    public static byte[] Make(Protocol protocol) =>
        Workload
            .Build(
                Workload.TrafficUntil(TimeProvider.System.GetUtcNow(), Records),
                protocol,
                isGzip: false,
                Records,
                Records
            )
            .Bodies[0];
}
