using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Security;
using Monolith.Platform.Slices;

namespace Monolith.Access.Tests;

/// <summary>An endpoint that answers until whoever asked goes away, as a live tail does: <see cref="Path"/>.</summary>
internal sealed class LongAnswers : IModule
{
    public const string Path = "/long-answer";

    public string Name => "LongAnswers";

    public void AddServices(IServiceCollection services, IConfiguration configuration) { }

    public void MapEndpoints(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                Path,
                async (HttpContext http) =>
                {
                    await http.Response.WriteAsync("It begins.");
                    await http.Response.Body.FlushAsync();
                    await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
                }
            )
            .RequireAuthorization(Permissions.AnyCaller);

    /// <summary>Reads an answer that has begun, to its end.</summary>
    /// <returns>Whether it was cut.</returns>
    public static async Task<bool> IsCutAsync(HttpResponseMessage answer)
    {
        try
        {
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }
}
