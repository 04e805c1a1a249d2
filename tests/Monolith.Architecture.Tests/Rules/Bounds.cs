using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Monolith.Platform.Settings;

namespace Monolith.Architecture.Tests.Rules;

/// <summary>The rule about the bounds of settings.</summary>
internal static class Bounds
{
    private const BindingFlags Own =
        BindingFlags.DeclaredOnly
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.Public
        | BindingFlags.NonPublic;

    /// <summary>Properties, fields and parameters whose <see cref="RangeAttribute"/> has its bounds as texts. It reads them when it is
    /// first asked, and of two threads that are the first together one throws: <see cref="TimeRangeAttribute"/> does not.</summary>
    public static IEnumerable<string> ReadWhenFirstAsked(IEnumerable<Type> types) =>
        from type in types
        from place in type.GetMembers(Own).SelectMany(WithParameters)
        from range in place
            .Attributes.GetCustomAttributes(typeof(RangeAttribute), inherit: false)
            .Cast<RangeAttribute>()
        where range.OperandType != typeof(int) && range.OperandType != typeof(double)
        select $"{type.FullName}.{place.Name} has its bounds as texts";

    private static IEnumerable<(string Name, ICustomAttributeProvider Attributes)> WithParameters(MemberInfo member)
    {
        yield return (member.Name, member);
        foreach (var parameter in (member as MethodBase)?.GetParameters() ?? [])
        {
            yield return (parameter.Name!, parameter);
        }
    }
}
