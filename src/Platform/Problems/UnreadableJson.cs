using System.Text.Json;

namespace Monolith.Platform.Problems;

/// <summary>Says in a caller's words why their JSON could not be read.</summary>
public static class UnreadableJson
{
    private const string Place = " Path: $";
    private const string NoSuchField = "could not be mapped to any .NET member";
    private const string OtherType = "The JSON value could not be converted to ";

    /// <summary>The problem to answer with. It names the field, and no type of ours.</summary>
    public static InvalidRequestException AsProblem(this JsonException error)
    {
        var field = error.Path is ['$', '.', .. var path] ? path : "body";
        var message = error.Message.Split(Place)[0].TrimEnd('.', ' ');
        return new InvalidRequestException(
            field,
            message.StartsWith(OtherType, StringComparison.Ordinal) ? "It is of another type."
                : message.Contains(NoSuchField, StringComparison.Ordinal) ? "There is no field of this name."
                : $"{message}."
        );
    }
}
