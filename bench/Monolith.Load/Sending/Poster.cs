using System.Diagnostics;

namespace Monolith.Load.Sending;

/// <summary>Sends ready bodies over a fixed number of kept-alive connections, each as soon as its last answer has come.</summary>
internal sealed class Poster(Uri server, string? apiKey, Workload workload, int connections) : IDisposable
{
    private readonly ISender _sender = workload.Protocol switch
    {
        Protocol.Gelf or Protocol.Syslog or Protocol.Fluent => new SocketSender(server, workload.Protocol),
        Protocol.OtlpGrpc => new GrpcSender(server, apiKey, workload.IsGzip, connections),
        _ => new HttpSender(server, apiKey, workload, connections),
    };
    private long _overloads;

    /// <summary>How often the Host asked to come back later.</summary>
    public long Overloads => _overloads;

    /// <returns>The time that each answer took, in milliseconds, in order of length.</returns>
    public async Task<double[]> PostAsync(int first, int count)
    {
        var next = first - 1;
        var latencies = await Task.WhenAll(Enumerable.Range(0, connections).Select(PostFromAsync));
        var all = latencies.SelectMany(list => list).ToArray();
        Array.Sort(all);
        return all;

        async Task<List<double>> PostFromAsync(int connection)
        {
            var milliseconds = new List<double>(count);
            for (var i = Interlocked.Increment(ref next); i < first + count; i = Interlocked.Increment(ref next))
            {
                var began = Stopwatch.GetTimestamp();
                while (await _sender.SendAsync(connection, workload.Bodies[i]) is { } wait)
                {
                    Interlocked.Increment(ref _overloads);
                    await Task.Delay(wait);
                }

                milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            return milliseconds;
        }
    }

    public void Dispose() => _sender.Dispose();
}

/// <summary>Sends one body and waits for its answer, if the protocol has one.</summary>
internal interface ISender : IDisposable
{
    /// <returns>Nothing once the body was taken, or how long to wait before it is sent again.</returns>
    ValueTask<TimeSpan?> SendAsync(int connection, byte[] body);
}
