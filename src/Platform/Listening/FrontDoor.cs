using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Monolith.Platform.Listening;

/// <summary>What happens to every request before it is known whose it is.</summary>
public static class FrontDoor
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(1);

    /// <summary>Adds what the section <c>Monolith:Http</c> says of who may come.</summary>
    public static void AddFrontDoor(this IServiceCollection services)
    {
        services
            .AddOptions<FrontDoorOptions>()
            .BindConfiguration(FrontDoorOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddCors();
        services
            .AddOptions<CorsOptions>()
            .Configure<IOptions<FrontDoorOptions>>(
                (cors, options) => cors.AddDefaultPolicy(policy => Allow(policy, options.Value))
            );
        services
            .AddOptions<ForwardedHeadersOptions>()
            .Configure<IOptions<FrontDoorOptions>>((forwarded, options) => Believe(forwarded, options.Value));
        services
            .AddOptions<RateLimiterOptions>()
            .Configure<IOptions<FrontDoorOptions>>((rates, options) => Limit(rates, options.Value));
        services.AddRateLimiter(_ => { });
    }

    /// <summary>Puts it before all else.</summary>
    public static void UseFrontDoor(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<FrontDoorOptions>>().Value;
        if (options.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseSecurityHeaders();
        if (options.RequestsPerSecondPerAddress > 0)
        {
            app.UseRateLimiter();
        }
    }

    // Without credentials: a page of somebody else's must not act with the session of whoever looks at it.
    private static void Allow(CorsPolicyBuilder policy, FrontDoorOptions options) =>
        policy
            .WithOrigins([.. options.AllowedOrigins])
            .WithMethods("GET", "POST", "PUT", "PATCH", "DELETE")
            .AllowAnyHeader()
            .WithExposedHeaders("ETag", "Location", "Retry-After")
            .SetPreflightMaxAge(PreflightAge);

    private static void Believe(ForwardedHeadersOptions forwarded, FrontDoorOptions options)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in options.TrustedProxies)
        {
            forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }
    }

    private static void Limit(RateLimiterOptions rates, FrontDoorOptions options)
    {
        rates.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        rates.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context =>
            context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address)
                ? RateLimitPartition.GetTokenBucketLimiter(Neighbourhood(address), _ => Bucket(options))
                : RateLimitPartition.GetNoLimiter(IPAddress.Loopback)
        );
        rates.OnRejected = async (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "1";
            var problems = rejected.HttpContext.RequestServices.GetRequiredService<IProblemDetailsService>();
            await problems.WriteAsync(
                new ProblemDetailsContext
                {
                    HttpContext = rejected.HttpContext,
                    ProblemDetails = new ProblemDetails
                    {
                        Type = "/problems/too-many-requests",
                        Title = "Too many requests come from this address.",
                        Status = StatusCodes.Status429TooManyRequests,
                        Detail = "Wait as long as Retry-After says, and send more records in each request.",
                    },
                }
            );
        };
    }

    private static TokenBucketRateLimiterOptions Bucket(FrontDoorOptions options) =>
        new()
        {
            TokenLimit = 2 * options.RequestsPerSecondPerAddress,
            TokensPerPeriod = options.RequestsPerSecondPerAddress,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        };

    // Whoever has one address of IPv6 has all of its network.
    private static IPAddress Neighbourhood(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
