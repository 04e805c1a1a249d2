using Monolith.Platform.Security;

namespace Monolith.Processing.Redaction.Tokens;

/// <summary>Stands in for values with what can be stored, under the keys that a tenant has at this moment. It sees every finding, so
/// it takes no lock, allocates nothing for a value that it has seen lately, and never throws. Thread-safe.</summary>
internal interface IValueProtector
{
    /// <summary>At most so many bytes has a token of this kind.</summary>
    int MaxTokenLength(TokenKind kind);

    /// <summary>Says that the token of a value may be asked for in a moment, so that it need not be waited for then. Opens no keys.</summary>
    /// <param name="kind">What kind of value it is.</param>
    /// <param name="value">The value, as it stands in the record.</param>
    void Expect(TokenKind kind, ReadOnlySpan<byte> value);

    /// <summary>Writes the token of a value: <c>email_k3_</c> and 28 letters; of an address <c>203.0.113.0/24~k3_7q2mznpa</c>. One
    /// value has one token, however it is written (<c>Anna@EXAMPLE.com</c> is <c>anna@example.com</c>). While the tenant's keys cannot
    /// be had, it is <c>[email]</c>: a value never passes for want of a key.</summary>
    /// <param name="kind">What kind of value it is.</param>
    /// <param name="value">The value, as it stands in the record.</param>
    /// <param name="destination">At least <see cref="MaxTokenLength"/>; may not overlap the value.</param>
    /// <returns>How many bytes were written.</returns>
    int Tokenize(TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination);

    /// <summary>At most so many bytes has the ciphertext of a value of so many bytes.</summary>
    int MaxCiphertextLength(TokenKind kind, int valueLength);

    /// <summary>Writes the value encrypted, as <c>enc_email_k3_</c> and base64url: two people together can have it back. Each call
    /// gives another text. While the tenant's keys cannot be had, it is <c>[email]</c>.</summary>
    /// <param name="kind">What kind of value it is.</param>
    /// <param name="value">The value, which comes back byte by byte.</param>
    /// <param name="destination">At least <see cref="MaxCiphertextLength"/>; may not overlap the value.</param>
    /// <returns>How many bytes were written.</returns>
    int Encrypt(TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination);
}

/// <summary>The protectors of all tenants. Thread-safe.</summary>
internal interface IValueProtectors
{
    /// <summary>The protector of a tenant, which follows its keys: it may be kept. Costs no lock.</summary>
    IValueProtector Of(TenantId tenant);
}
