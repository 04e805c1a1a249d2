using System.Text;
using Monolith.Platform.Outgoing;

namespace Monolith.Processing.Tests.Routing;

/// <summary>The examples that AWS publishes for Signature Version 4: of its test suite and of the documentation of S3.</summary>
public sealed class AwsSignatureTests
{
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly AwsSignature.Signer S3 = new(
        "AKIAIOSFODNN7EXAMPLE",
        Encoding.UTF8.GetBytes("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        "us-east-1",
        "s3"
    );

    private static readonly DateTimeOffset Day = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_plainest_request_of_the_test_suite_has_the_signature_that_it_says()
    {
        var signer = new AwsSignature.Signer(
            "AKIDEXAMPLE",
            Encoding.UTF8.GetBytes("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            "us-east-1",
            "service"
        );

        var authorization = AwsSignature.Of(
            signer,
            "GET",
            "/",
            "",
            Headers(("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")),
            Empty,
            new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero)
        );

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, "
                + "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            authorization
        );
    }

    [Fact]
    public void Getting_a_part_of_an_object_has_the_signature_of_the_documentation() =>
        Assert.EndsWith(
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            AwsSignature.Of(
                S3,
                "GET",
                "/test.txt",
                "",
                Headers(
                    ("host", "examplebucket.s3.amazonaws.com"),
                    ("range", "bytes=0-9"),
                    ("x-amz-content-sha256", Empty),
                    ("x-amz-date", "20130524T000000Z")
                ),
                Empty,
                Day
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void Putting_an_object_has_the_signature_of_the_documentation()
    {
        var hash = AwsSignature.HashOf("Welcome to Amazon S3."u8);

        var authorization = AwsSignature.Of(
            S3,
            "PUT",
            AwsSignature.PathOf("/test$file.text"),
            "",
            Headers(
                ("date", "Fri, 24 May 2013 00:00:00 GMT"),
                ("host", "examplebucket.s3.amazonaws.com"),
                ("x-amz-content-sha256", hash),
                ("x-amz-date", AwsSignature.TimeOf(Day)),
                ("x-amz-storage-class", "REDUCED_REDUNDANCY")
            ),
            hash,
            Day
        );

        Assert.Equal("44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072", hash);
        Assert.EndsWith(
            "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            authorization,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Asking_with_parameters_has_the_signature_of_the_documentation() =>
        Assert.EndsWith(
            "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
            AwsSignature.Of(
                S3,
                "GET",
                "/",
                "max-keys=2&prefix=J",
                Headers(
                    ("host", "examplebucket.s3.amazonaws.com"),
                    ("x-amz-content-sha256", Empty),
                    ("x-amz-date", "20130524T000000Z")
                ),
                Empty,
                Day
            ),
            StringComparison.Ordinal
        );

    private static Dictionary<string, string> Headers(params (string Name, string Value)[] headers) =>
        headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.Ordinal);
}
