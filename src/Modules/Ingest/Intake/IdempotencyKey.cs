using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Http;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Intake;

/// <summary>What a client calls a request (<c>Idempotency-Key</c>), so that it counts once however often it is sent.</summary>
internal sealed class IdempotencyKey
{
    private const string Header = "Idempotency-Key";
    private const int Longest = 255;

    // Has a space, as no tenant's name has: no other kind of delivery begins its name like this.
    private const string Kind = "idempotency key";

    private readonly HttpResponse _answer;
    private readonly byte[] _name;

    private IdempotencyKey(HttpResponse answer, byte[] name) => (_answer, _name) = (answer, name);

    /// <summary>Tells the request from all others. The tenant and the key are part of it, so that nobody can hide others' requests
    /// behind names of his own; and the path, so that logs and traces may have the same name.</summary>
    public ReadOnlySpan<byte> Name => _name;

    /// <summary>The name of a request, or null when its client has given none.</summary>
    /// <exception cref="InvalidRequestException">It is no name.</exception>
    public static IdempotencyKey? Of(HttpContext context, TenantId tenant, string key)
    {
        if (context.Request.Headers[Header] is not { Count: > 0 } values)
        {
            return null;
        }

        var value = values.ToString();
        if (value.Length is 0 or > Longest || values.Count > 1)
        {
            throw new InvalidRequestException(Header, $"Send one {Header} of 1 to {Longest} characters, or none.");
        }

        var name = new ArrayBufferWriter<byte>();
        foreach (var part in (ReadOnlySpan<string>)[Kind, tenant.Value, key, context.Request.Path.Value ?? "", value])
        {
            Add(name, part);
        }

        return new IdempotencyKey(context.Response, name.WrittenSpan.ToArray());
    }

    /// <summary>Tells the client that the request was known.</summary>
    public void AnswerIsReplay() => _answer.Headers["Idempotency-Replayed"] = "true";

    // Each part after its length: otherwise the end of one could pass for the beginning of the next.
    private static void Add(ArrayBufferWriter<byte> name, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        BinaryPrimitives.WriteInt32LittleEndian(name.GetSpan(sizeof(int)), bytes.Length);
        name.Advance(sizeof(int));
        name.Write(bytes);
    }
}
