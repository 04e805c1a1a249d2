using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Api;

/// <summary>Streams of changes, a JSON object on each line.</summary>
internal sealed class Watches(FakeClusterOptions options, ObjectStore store)
{
    private readonly List<OpenWatch> _open = [];

    /// <summary>How many are open.</summary>
    public int Open
    {
        get
        {
            lock (store.Gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Which objects a request asks for.</summary>
    /// <exception cref="ApiException">A selector is none.</exception>
    public static Predicate<JsonObject> Filter(ApiRequest request)
    {
        try
        {
            var labels = Selectors.OfLabels(request.LabelSelector);
            var fields = Selectors.OfFields(request.FieldSelector);
            return item =>
                labels(item)
                && fields(item)
                && (request.Namespace.Length == 0 || item.Namespace() == request.Namespace)
                && (request.Name.Length == 0 || item.Name() == request.Name);
        }
        catch (FormatException error)
        {
            throw ApiException.BadRequest(error.Message);
        }
    }

    /// <summary>Sends what happens until the caller goes, its time is over, or the watch is ended.</summary>
    public async Task StreamAsync(HttpContext context, ApiRequest request)
    {
        var watch = new OpenWatch(request, Filter(request));
        using var subscription = Begin(watch);
        using var bookmarks = options.Clock.CreateTimer(
            _ => Bookmark(watch),
            state: null,
            options.BookmarkInterval,
            options.BookmarkInterval
        );
        using var end = options.Clock.CreateTimer(
            _ => watch.Events.Writer.TryComplete(),
            state: null,
            request.Timeout ?? Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        try
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await foreach (var line in watch.Events.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync(line + "\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (WatchCutException)
        {
            context.Abort();
        }
        finally
        {
            lock (store.Gate)
            {
                _open.Remove(watch);
            }
        }
    }

    /// <summary>Tells those that want to know the version.</summary>
    public void Bookmark()
    {
        lock (store.Gate)
        {
            _open.ForEach(Bookmark);
        }
    }

    /// <summary>Cuts all connections.</summary>
    public void Cut()
    {
        lock (store.Gate)
        {
            _open.ForEach(watch => watch.Events.Writer.TryComplete(new WatchCutException()));
        }
    }

    /// <summary>Forgets the past. Watches that are open end with the error that says so.</summary>
    public void Expire()
    {
        lock (store.Gate)
        {
            store.Forget();
            foreach (var watch in _open)
            {
                watch.Send("ERROR", ApiException.Expired(store.ForgottenUpTo, store.Version).Status);
                watch.Events.Writer.TryComplete();
            }
        }
    }

    private IDisposable Begin(OpenWatch watch)
    {
        lock (store.Gate)
        {
            if (watch.Request.ResourceVersion is { } from and > 0)
            {
                if (from <= store.ForgottenUpTo)
                {
                    throw ApiException.Expired(from, store.ForgottenUpTo);
                }

                foreach (var change in store.Since(from))
                {
                    watch.Tell(change);
                }
            }
            else
            {
                foreach (var item in store.List(watch.Request.Type).Where(item => watch.IsWanted(item)))
                {
                    watch.Send("ADDED", item);
                }
            }

            _open.Add(watch);
            return store.Watch(watch.Tell);
        }
    }

    private void Bookmark(OpenWatch watch)
    {
        if (!watch.Request.AllowsBookmarks)
        {
            return;
        }

        lock (store.Gate)
        {
            watch.Send(
                "BOOKMARK",
                new JsonObject
                {
                    ["kind"] = watch.Request.Type.Kind,
                    ["apiVersion"] = watch.Request.Type.ApiVersion,
                    ["metadata"] = new JsonObject { ["resourceVersion"] = $"{store.Version}" },
                }
            );
        }
    }

    private sealed class OpenWatch(ApiRequest request, Predicate<JsonObject> isWanted)
    {
        public ApiRequest Request => request;

        public Predicate<JsonObject> IsWanted => isWanted;

        public Channel<string> Events { get; } = Channel.CreateUnbounded<string>();

        /// <summary>An object that no longer matches was deleted as far as this watch is concerned, and the other way round.</summary>
        public void Tell(Change change)
        {
            if (change.Type != request.Type)
            {
                return;
            }

            var was = change.Before is not null && isWanted(change.Before);
            var isNow = change.Kind != ChangeType.Deleted && isWanted(change.Item);
            switch (was, isNow)
            {
                case (false, true):
                    Send("ADDED", change.Item);
                    break;
                case (true, true):
                    Send("MODIFIED", change.Item);
                    break;
                case (true, false):
                    Send("DELETED", change.Item);
                    break;
            }
        }

        public void Send(string type, JsonObject item) =>
            Events.Writer.TryWrite(new JsonObject { ["type"] = type, ["object"] = item.DeepClone() }.ToJsonString());
    }

    private sealed class WatchCutException : Exception;
}
