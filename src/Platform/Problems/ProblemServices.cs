using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Platform.Problems;

/// <summary>Adds the one place that turns errors into answers.</summary>
public static class ProblemServices
{
    /// <summary>Adds problem details, and the forms that protocols have instead of them.</summary>
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        // Before the framework's own writer, because the first that can write does.
        services.AddSingleton<IProblemDetailsWriter, ProtocolProblems>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = SayWhatIsRead);
        services.AddSingleton<IProblemDetailsWriter, UnaskedProblems>();
        return services.AddExceptionHandler<ProblemResponses>();
    }

    // The framework refuses a body that is no JSON before any slice sees it, and says no more than that.
    private static void SayWhatIsRead(ProblemDetailsContext context)
    {
        if (context.ProblemDetails is { Status: StatusCodes.Status415UnsupportedMediaType, Detail: null } problem)
        {
            problem.Type = "/problems/unsupported-media";
            problem.Detail = "Use this content type: application/json.";
        }
    }
}
