using Monolith.Platform.Engine.Library;

namespace Monolith.Platform.Engine.Http;

/// <summary>Gives each statement its connection: a new one, or that of its session, which keeps temporary tables and
/// settings from one request to the next.</summary>
internal sealed class Sessions : IDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly Connections _connections;
    private readonly TimeProvider _clock;
    private readonly ITimer _sweeper;

    public Sessions(Connections connections, TimeProvider clock)
    {
        (_connections, _clock) = (connections, clock);
        _sweeper = clock.CreateTimer(_ => Sweep(), null, SweepEvery, SweepEvery);
    }

    /// <summary>A connection ready for the request's statement.</summary>
    /// <returns>Dispose it when the statement has ended.</returns>
    /// <exception cref="EngineException">The session runs another statement, or is not there and must be.</exception>
    public ConnectionLease Open(EngineRequest request)
    {
        if (request.Session is not { } key)
        {
            var connection = _connections.Open(request);
            return new ConnectionLease(connection, connection.Dispose);
        }

        var session = Take(key);
        try
        {
            session.Connection ??= _connections.OpenForSession();
            Connections.PrepareForNext(session.Connection, request);
            return new ConnectionLease(session.Connection, () => Return(session, key.Timeout));
        }
        catch
        {
            Return(session, key.Timeout);
            throw;
        }
    }

    public void Dispose()
    {
        _sweeper.Dispose();
        lock (_lock)
        {
            foreach (var session in _sessions.Values)
            {
                session.Connection?.Dispose();
            }

            _sessions.Clear();
        }
    }

    private Session Take(SessionKey key)
    {
        lock (_lock)
        {
            if (!_sessions.TryGetValue(key.Name, out var session))
            {
                session = key.MustExist ? throw Refusal.SessionNotFound() : new Session();
                _sessions.Add(key.Name, session);
            }

            session.IsBusy = session.IsBusy ? throw Refusal.SessionLocked() : true;
            return session;
        }
    }

    private void Return(Session session, TimeSpan timeout)
    {
        lock (_lock)
        {
            (session.IsBusy, session.Ends) = (false, _clock.GetUtcNow() + timeout);
        }
    }

    private void Sweep()
    {
        lock (_lock)
        {
            foreach (
                var (name, session) in _sessions
                    .Where(s => !s.Value.IsBusy && s.Value.Ends <= _clock.GetUtcNow())
                    .ToList()
            )
            {
                session.Connection?.Dispose();
                _sessions.Remove(name);
            }
        }
    }

    private sealed class Session
    {
        public EngineConnection? Connection { get; set; }

        public bool IsBusy { get; set; }

        public DateTimeOffset Ends { get; set; }
    }
}

/// <summary>A connection for the time of one statement.</summary>
internal sealed class ConnectionLease(EngineConnection connection, Action giveBack) : IDisposable
{
    public EngineConnection Connection { get; } = connection;

    public void Dispose() => giveBack();
}
