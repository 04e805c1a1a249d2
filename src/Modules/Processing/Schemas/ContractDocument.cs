using System.Collections.ObjectModel;
using System.ComponentModel;

namespace Monolith.Processing.Schemas;

/// <summary>What the records of a service, or of a tenant, promise to be. Versions of one contract have one name.</summary>
/// <param name="Contract">Its name: lower-case letters, digits, <c>-</c>, <c>_</c> and <c>.</c></param>
/// <param name="Version">MAJOR.MINOR.PATCH.</param>
/// <param name="Fields">The fields by their names: those of the search language, the mandatory names (<c>log_level</c>,
/// <c>service_name</c>), or those of attributes.</param>
internal sealed record ContractDocument(
    string Contract,
    string Version,
    IReadOnlyDictionary<string, ContractField> Fields
)
{
    [Description(
        "Of which services it is; * stands for any characters. Of all of the tenant that have none of their own, without it."
    )]
    public string? Service { get; init; }

    [Description("What it is about, for people.")]
    public string? Description { get; init; }

    [Description(
        "What becomes of a record that breaks it, where a field says nothing else: accept (and mark), fix, quarantine or reject."
    )]
    public OnViolation OnViolation { get; init; }

    [Description("Names of fields that must be there, beside those that say so themselves.")]
    public IReadOnlyList<string> Required { get; init; } = [];

    [Description(
        "What a new version must be for one of the same major number to be published: backward, forward, full or none."
    )]
    public Compatibility Compatibility { get; init; }

    [Description("The schema_version of records that are as this contract says; older ones are upgraded to it.")]
    public ushort SchemaVersion { get; init; } = 1;

    [Description("What makes a record of one schema_version one of the next.")]
    public IReadOnlyList<ContractUpgrade> Upgrades { get; init; } = [];
}

/// <summary>What is said of one field.</summary>
internal sealed record ContractField
{
    [Description("What its values are: string, text, int, number, bool, time, uuid, ip or level.")]
    public FieldType Type { get; init; }

    [Description("Whether every record must have it.")]
    public bool Required { get; init; }

    [Description("The values that it may have.")]
    public IReadOnlyList<string>? Allowed { get; init; }

    [Description("A regular expression that finds something in every value; ^ and $ for the whole.")]
    public string? Pattern { get; init; }

    [Description("How many bytes of UTF-8 it may have.")]
    public int? MaxLength { get; init; }

    [Description("The least number.")]
    public double? Min { get; init; }

    [Description("The greatest number.")]
    public double? Max { get; init; }

    [Description(
        "How much it says about a person: none (or public), internal, pseudonymous, personal, sensitive or secret."
    )]
    public PiiClass Class { get; init; }

    [Description(
        "What a stage redact does with it: keep, scan, mask, remove, hash, partial, tokenize or encrypt. Chosen by its class without it."
    )]
    public FieldAction? Action { get; init; }

    [Description("The kind of its tokens, as user or email.")]
    public string? TokenType { get; init; }

    [Description("What becomes of a record that breaks what is said here.")]
    public OnViolation? OnViolation { get; init; }

    [Description("What it is, for people.")]
    public string? Description { get; init; }
}

/// <summary>What makes a record of one schema version one of the next.</summary>
/// <param name="From">The version that it begins with.</param>
internal sealed record ContractUpgrade(ushort From)
{
    [Description("Fields that have another name in the next version: old name to new.")]
    public IReadOnlyDictionary<string, string> Rename { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    [Description("Fields of numbers that are in another unit: name to the factor. Names are those after renaming.")]
    public IReadOnlyDictionary<string, double> Scale { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    [Description("Values that are called differently: name of the field to old value to new.")]
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Values { get; init; } =
        ReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>.Empty;

    [Description("Fields that are gone.")]
    public IReadOnlyList<string> Remove { get; init; } = [];
}

/// <summary>What values are.</summary>
internal enum FieldType
{
    String,
    Text,
    Int,
    Number,
    Bool,
    Time,
    Uuid,
    Ip,
    Level,
}

/// <summary>How much a field says about a person, the more the higher.</summary>
internal enum PiiClass
{
    None,
    Public,
    Internal,
    Pseudonymous,
    Personal,
    Sensitive,
    Secret,
}

/// <summary>What is done with a field that says something about a person.</summary>
internal enum FieldAction
{
    Keep,
    Scan,
    Mask,
    Remove,
    Hash,
    Partial,
    Tokenize,
    Encrypt,
}

/// <summary>What becomes of a record that breaks its contract.</summary>
internal enum OnViolation
{
    Accept,
    Fix,
    Quarantine,
    Reject,
}

/// <summary>What two versions of a contract must be to each other.</summary>
internal enum Compatibility
{
    /// <summary>What was good under the old one is good under the new one.</summary>
    Backward,

    /// <summary>What is good under the new one was good under the old one.</summary>
    Forward,

    /// <summary>Both.</summary>
    Full,

    /// <summary>Nothing is asked.</summary>
    None,
}

/// <summary>What a record can break.</summary>
internal enum ViolationRule
{
    /// <summary>Nothing.</summary>
    None,
    Required,
    Type,
    Allowed,
    Pattern,
    Length,
    Range,
}
