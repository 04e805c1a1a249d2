namespace Monolith.Audit.Contracts;

/// <summary>Where a trail ends: the first line of an export.</summary>
/// <param name="Tenant">Whose trail.</param>
/// <param name="Size">How many entries it has.</param>
/// <param name="Link">The link of the last entry; of an empty trail, the one before the first.</param>
public sealed record TrailHead(string Tenant, long Size, string Link);

/// <summary>An entry with its place in the trail: each further line of an export.</summary>
/// <param name="Seq">Its place, from 0.</param>
/// <param name="Time">The time that it is filed under.</param>
/// <param name="Link">The link that is kept with it.</param>
/// <param name="Entry">Its text, exactly as it is kept.</param>
public sealed record TrailLine(long Seq, DateTimeOffset Time, string Link, string Entry);
