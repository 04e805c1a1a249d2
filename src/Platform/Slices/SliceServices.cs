using System.Reflection;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Monolith.Platform.Slices;

/// <summary>Registers the slices of a module: their handlers and validators, and the mediator that joins them.</summary>
public static class SliceServices
{
    /// <summary>Adds every request handler and validator of the assembly. May be called for any number of assemblies.</summary>
    public static IServiceCollection AddSlices(this IServiceCollection services, Assembly assembly)
    {
        services.TryAddTransient<ServiceFactory>(provider => provider.GetRequiredService);
        services.TryAddTransient<IMediator, Mediator>();
        services.TryAddEnumerable(
            ServiceDescriptor.Transient(typeof(IPipelineBehavior<,>), typeof(ValidateRequest<,>))
        );

        foreach (var type in assembly.GetTypes().Where(t => t is { IsAbstract: false, IsGenericTypeDefinition: false }))
        {
            foreach (var handler in type.GetInterfaces().Where(IsHandler))
            {
                services.AddTransient(handler, type);
            }
        }

        foreach (var found in AssemblyScanner.FindValidatorsInAssembly(assembly, includeInternalTypes: true))
        {
            services.AddTransient(found.InterfaceType, found.ValidatorType);
        }

        return services;
    }

    private static bool IsHandler(Type type) =>
        type.IsGenericType
        && (
            type.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)
            || type.GetGenericTypeDefinition() == typeof(INotificationHandler<>)
        );
}
