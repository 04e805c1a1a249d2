using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Engine.Library;

namespace Monolith.Platform.Engine.Http;

/// <summary>Kills statements whose clients have gone away. It has a thread and a connection of its own, because the
/// connection that runs the statement is taken, and a second call on it would wait for the first.</summary>
internal sealed class QueryCanceller : IDisposable
{
    // Every statement but our own KILL.
    private static readonly string Everything = $"Settings['log_comment'] != {Settings.Quote(Connections.System)}";

    private readonly BlockingCollection<string> _conditions = [];
    private readonly EngineConnection _connection;
    private readonly ILogger<QueryCanceller> _log;
    private readonly Thread _thread;

    public QueryCanceller(Connections connections, ILogger<QueryCanceller> log)
    {
        (_connection, _log) = (connections.OpenForSystem(), log);
        _thread = new Thread(Run) { IsBackground = true, Name = "query-canceller" };
        _thread.Start();
    }

    /// <summary>Asks for the end of the statement that runs with this <c>log_comment</c>. Returns at once.</summary>
    public void Kill(string logComment) => _conditions.Add($"Settings['log_comment'] = {Settings.Quote(logComment)}");

    /// <summary>Asks for the end of all statements that run. Returns at once.</summary>
    public void KillAll() => _conditions.Add(Everything);

    /// <summary>Ends the thread and closes its connection.</summary>
    public void Dispose()
    {
        _conditions.CompleteAdding();
        _thread.Join();
        _connection.Dispose();
        _conditions.Dispose();
    }

    private void Run()
    {
        foreach (var condition in _conditions.GetConsumingEnumerable())
        {
            try
            {
                // Never SYNC: that waits for the statement's connection to be closed, which waits for the statement.
                var sql = $"KILL QUERY WHERE {condition} ASYNC";
                _connection.Query(Encoding.UTF8.GetBytes(sql), "Null"u8, QueryParameters.Empty).Dispose();
            }
            catch (EngineException e)
            {
                _log.KillFailed(e);
            }
        }
    }
}
