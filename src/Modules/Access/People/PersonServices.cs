using Microsoft.AspNetCore.Routing;

namespace Monolith.Access.People;

/// <summary>People, as the module takes them in.</summary>
internal static class PersonServices
{
    /// <summary>Maps <c>/api/v1/access/people</c>.</summary>
    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        ListPeople.Map(routes);
        AddPerson.Map(routes);
        GetPerson.Map(routes);
        SavePerson.Map(routes);
        RemovePerson.Map(routes);
    }
}
