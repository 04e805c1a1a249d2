using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Monolith.DaprSidecar.Http;

namespace Monolith.DaprSidecar.Workflows.Management;

/// <summary>The ids that a client may choose. Those of children may look otherwise.</summary>
internal static partial class InstanceIds
{
    private const int MaxLength = 64;

    /// <exception cref="ApiException">The id is too long or has other characters than allowed.</exception>
    public static void Check(string id)
    {
        if (id.Length > MaxLength)
        {
            throw new ApiException(
                StatusCodes.Status400BadRequest,
                "ERR_INSTANCE_ID_TOO_LONG",
                $"workflow instance ID exceeds the max length of {MaxLength} characters"
            );
        }

        if (!Allowed().IsMatch(id))
        {
            throw new ApiException(
                StatusCodes.Status400BadRequest,
                "ERR_INSTANCE_ID_INVALID",
                $"workflow instance ID '{id}' is invalid: only alphanumeric and underscore and dash characters are allowed"
            );
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();
}
