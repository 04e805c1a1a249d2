using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform;

namespace Monolith.Storage.Spool;

/// <summary>Holds the one spool of the process, from the start of the host to its end.</summary>
internal sealed class SpoolHolder(
    DataFolder data,
    IOptions<StorageOptions> options,
    ISpoolDisk disk,
    TimeProvider clock,
    ILogger<SpoolFolder> logger
) : IDisposable
{
    private SpoolFolder? _folder;

    /// <summary>The spool.</summary>
    /// <exception cref="InvalidOperationException">The host has not started.</exception>
    public SpoolFolder Folder =>
        _folder ?? throw new InvalidOperationException("The spool is opened when the host starts.");

    /// <summary>True once the spool is open.</summary>
    public bool IsOpen => _folder is not null;

    /// <summary>Opens the spool.</summary>
    /// <exception cref="IOException">Another process has it open, or the disk refused.</exception>
    public SpoolFolder Open()
    {
        var o = options.Value;
        var limits = new SpoolLimits(
            o.SpoolMaxBytes,
            o.SpoolHeadroomBytes,
            o.SegmentBytes,
            o.SpoolSpareSegments,
            o.Durability
        );
        return _folder = SpoolFolder.Open(data.Sub("spool"), limits, disk, clock, logger);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder?.Dispose();
}
