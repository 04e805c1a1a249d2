using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Engine.Library;

namespace Monolith.Platform.Engine.Http;

/// <summary>Kills statements whose clients have gone away. It has a thread and a connection of its own, because the
/// connection that runs the statement is taken, and a second call on it would wait for the first.</summary>
internal sealed class QueryCanceller : IDisposable
{
    private readonly BlockingCollection<string> _marks = [];
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
    public void Kill(string logComment) => _marks.Add(logComment);

    /// <summary>Ends the thread and closes its connection.</summary>
    public void Dispose()
    {
        _marks.CompleteAdding();
        _thread.Join();
        _connection.Dispose();
        _marks.Dispose();
    }

    private void Run()
    {
        foreach (var mark in _marks.GetConsumingEnumerable())
        {
            try
            {
                // Never SYNC: that waits for the statement's connection to be closed, which waits for the statement.
                var sql = $"KILL QUERY WHERE Settings['log_comment'] = {Settings.Quote(mark)} ASYNC";
                _connection.Query(Encoding.UTF8.GetBytes(sql), "Null"u8, QueryParameters.Empty).Dispose();
            }
            catch (EngineException e)
            {
                _log.KillFailed(e);
            }
        }
    }
}
