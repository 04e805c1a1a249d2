using System.Globalization;

namespace Monolith.DaprSidecar.Workflows.Grpc;

/// <summary>The header <c>grpc-timeout</c>: at most eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const int MostDigits = 8;

    /// <summary>The deadline from now on; null without the header.</summary>
    /// <exception cref="GrpcException">The header cannot be read.</exception>
    public static TimeSpan? Parse(string? header)
    {
        if (string.IsNullOrEmpty(header))
        {
            return null;
        }

        var digits = header[..^1];
        if (digits.Length > MostDigits || !int.TryParse(digits, NumberStyles.None, null, out var amount))
        {
            throw Malformed(header);
        }

        return header[^1] switch
        {
            'H' => TimeSpan.FromHours(amount),
            'M' => TimeSpan.FromMinutes(amount),
            'S' => TimeSpan.FromSeconds(amount),
            'm' => TimeSpan.FromMilliseconds(amount),
            'u' => TimeSpan.FromMicroseconds(amount),
            'n' => TimeSpan.FromMicroseconds(amount / 1000d),
            _ => throw Malformed(header),
        };
    }

    private static GrpcException Malformed(string header) =>
        new(GrpcStatus.Internal, $"malformed grpc-timeout: {header}");
}
