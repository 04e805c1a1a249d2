using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Alerting.Alerts;
using Monolith.Alerting.Notifications.Deliveries;
using Monolith.Alerting.Notifications.Dispatch;
using Monolith.Alerting.Notifications.Receivers;
using Monolith.Alerting.Notifications.Routes;
using Monolith.Alerting.Notifications.Settings;
using Monolith.Alerting.Scheduling;
using Monolith.Platform.Outgoing;

namespace Monolith.Alerting.Notifications;

/// <summary>Notifications, as the module takes them in.</summary>
internal static class NotificationServices
{
    /// <summary>Adds what notifications need.</summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services
            .AddOptions<NotificationOptions>()
            .BindConfiguration("Modules:Alerting")
            .ValidateDataAnnotations()
            .Validate(
                o => o.AllowedNetworks?.All(AddressGuard.IsNetwork) ?? true,
                "AllowedNetworks must be like 10.0.0.0/8."
            )
            .ValidateOnStart();
        services
            .AddOptions<SmtpOptions>()
            .BindConfiguration("Modules:Alerting:Smtp")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<NotificationMetrics>();

        services.AddSingleton<SettingsCheck>();
        services.AddSingleton<SettingsFile>();
        services.AddHostedService(provider => provider.GetRequiredService<SettingsFile>());
        services.AddSingleton<SettingsStore>();

        services.AddSingleton<OutboundHttp>();
        services.AddSingleton<ReceiverSecrets>();
        services.AddSingleton<MailServer>();
        services.AddSingleton<ReceiverFactory>();
        services.AddSingleton<Routings>();

        services.AddSingleton<NotificationLog>();
        services.AddSingleton<Persistence>();
        services.AddSingleton<NotificationSender>();
        services.AddSingleton<Flush>();
        services.AddSingleton<DispatchServices>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<IAlertReceiver>(provider => provider.GetRequiredService<Dispatcher>());
        return services.AddSingleton<IAlertingLeader>(provider => provider.GetRequiredService<Dispatcher>());
    }

    /// <summary>Maps <c>/api/v1/alerts/notifications</c>.</summary>
    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        GetSettings.Map(routes);
        PutSettings.Map(routes);
        ListNotifications.Map(routes);
        TestReceiver.Map(routes);
    }
}
