using Monolith.Examples.AspNetPublisher;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls($"http://127.0.0.1:{builder.Configuration["APP_PORT"] ?? "5101"}");
builder.Logging.AddDapr();

var app = builder.Build();
app.MapGet("/healthz", () => "ok");
app.MapPost(
    "/orders",
    (Order order, ILogger<Program> logger) =>
    {
        if (order.Quantity <= 0)
        {
            logger.OrderRefused(order.Id, order.Quantity);
            return Results.BadRequest();
        }

        logger.OrderPlaced(order.Id, order.Quantity);
        return Results.Accepted();
    }
);
await app.RunAsync();

namespace Monolith.Examples.AspNetPublisher
{
    internal sealed record Order(string Id, int Quantity);

    internal static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Order {OrderId} placed: {Quantity} pieces")]
        public static partial void OrderPlaced(this ILogger logger, string orderId, int quantity);

        [LoggerMessage(2, LogLevel.Warning, "Order {OrderId} refused: {Quantity} is no quantity")]
        public static partial void OrderRefused(this ILogger logger, string orderId, int quantity);
    }
}
