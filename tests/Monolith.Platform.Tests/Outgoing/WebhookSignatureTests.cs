using System.Security.Cryptography;
using System.Text;
using Monolith.Platform.Outgoing;

namespace Monolith.Platform.Tests.Outgoing;

public sealed class WebhookSignatureTests
{
    [Fact]
    public void A_signature_is_that_of_the_specification()
    {
        // The example that the Standard Webhooks libraries test themselves with.
        var signature = WebhookSignature.Of(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"u8,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            """{"test": 2432232314}"""u8
        );

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    [Theory]
    [InlineData("a secret")]
    [InlineData("whsec_this is no base64")]
    public void A_secret_that_is_not_encoded_is_the_key_as_it_stands(string secret)
    {
        var key = Encoding.UTF8.GetBytes(secret);

        var signature = WebhookSignature.Of(key, "id", 1, "body"u8);

        Assert.Equal($"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, "id.1.body"u8))}", signature);
    }

    [Fact]
    public void Another_time_id_or_body_makes_another_signature()
    {
        string[] signatures =
        [
            WebhookSignature.Of("secret"u8, "id", 1, "body"u8),
            WebhookSignature.Of("secret"u8, "id", 2, "body"u8),
            WebhookSignature.Of("secret"u8, "other", 1, "body"u8),
            WebhookSignature.Of("secret"u8, "id", 1, "other"u8),
            WebhookSignature.Of("other"u8, "id", 1, "body"u8),
        ];

        Assert.Equal(signatures.Length, signatures.Distinct().Count());
    }
}
