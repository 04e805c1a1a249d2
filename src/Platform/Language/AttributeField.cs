using System.Globalization;

namespace Monolith.Platform.Language;

/// <summary>The field of a record in which an attribute lives that is not among its other attributes.</summary>
public enum AttributeField
{
    /// <summary>None: the attribute is among the record's attributes or those of its resource.</summary>
    None,

    /// <summary><c>service.name</c>.</summary>
    Service,

    /// <summary><c>event.name</c>.</summary>
    EventName,

    /// <summary><c>correlation_id</c>.</summary>
    CorrelationId,

    /// <summary><c>request_id</c>.</summary>
    RequestId,

    /// <summary><c>user_id</c>.</summary>
    UserId,

    /// <summary><c>http.request.method</c>.</summary>
    HttpMethod,

    /// <summary><c>http.route</c>.</summary>
    HttpRoute,

    /// <summary><c>url.full</c>, or the path where that is all that was sent.</summary>
    HttpUrl,

    /// <summary><c>http.response.status_code</c>.</summary>
    HttpStatus,

    /// <summary><c>client.address</c>.</summary>
    ClientAddress,

    /// <summary><c>user_agent.original</c>.</summary>
    UserAgent,
}

/// <summary>Where an attribute is to be looked for. The other side of what processing does with well-known attributes.</summary>
/// <param name="Field">A field made for it, or <see cref="AttributeField.None"/>.</param>
/// <param name="AlsoAttribute">True when the attribute may be an ordinary one as well.</param>
public readonly record struct AttributeHome(AttributeField Field, bool AlsoAttribute)
{
    /// <summary>The home of one value of an attribute. A value that its field cannot hold stayed an ordinary attribute.</summary>
    public static AttributeHome Of(string name, string value) =>
        name switch
        {
            "service.name" => InField(AttributeField.Service),
            "event.name" => InField(AttributeField.EventName),
            "correlation_id" => InEither(AttributeField.CorrelationId),
            "request_id" => InEither(AttributeField.RequestId),
            "user_id" => InEither(AttributeField.UserId),
            "http.request.method" or "http.method" => InField(AttributeField.HttpMethod),
            "http.route" => InField(AttributeField.HttpRoute),
            "url.full" or "http.url" => InField(AttributeField.HttpUrl),
            "url.path" or "http.target" => InEither(AttributeField.HttpUrl),
            "client.address" or "http.client_ip" => InField(AttributeField.ClientAddress),
            "user_agent.original" or "http.user_agent" => InField(AttributeField.UserAgent),
            "http.response.status_code" or "http.status_code" when TryReadStatus(value, out _) => InField(
                AttributeField.HttpStatus
            ),
            _ => new(AttributeField.None, AlsoAttribute: true),
        };

    /// <summary>True when the text is an HTTP status that the field for it can hold.</summary>
    public static bool TryReadStatus(string value, out ushort status) =>
        ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out status)
        && status is >= 100 and <= 599;

    private static AttributeHome InField(AttributeField field) => new(field, AlsoAttribute: false);

    private static AttributeHome InEither(AttributeField field) => new(field, AlsoAttribute: true);
}
