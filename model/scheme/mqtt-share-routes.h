// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SHARE_ROUTES_H
#define MQTT_SHARE_ROUTES_H

#include "mqtt-scheme-agent.h"
#include "mqtt-threshold-settings.h"

#include <map>

namespace ns3::mqtt
{

/// Whom a client's ways to the sources of shares tell what comes.
class ShareRouteUser
{
  public:
    virtual ~ShareRouteUser() = default;

    /// @param source that the share came from, from 1
    /// @param dealer client identifier that it is said to be of
    /// @param share octets of SHARE; valid until the call returns
    /// @param host the client
    virtual void ShareArrived(std::uint8_t source,
                              const std::string& dealer,
                              ByteView share,
                              ClientHost& host) = 0;

    /// @param publish message of an application that came over a session for shares
    /// @param host the client
    virtual void DataArrived(const Publish& publish, ClientHost& host) = 0;

    /// A source can be reached that could not, or the other way round.
    /// @param host the client
    virtual void RoutesChanged(ClientHost& host) = 0;
};

/// A client's ways to the sources of shares, 1 to n. Events of the agent that are theirs are handed
/// on to them; each is passed over where it means nothing.
class ShareRoutes
{
  public:
    /// Number of the first of the agent's timers that the routes have for themselves.
    static constexpr std::uint32_t FIRST_TIMER = 1000;

    /// @param settings of the scheme
    /// @param credentials of the client
    /// @param user hears what comes; outlives the routes
    ShareRoutes(const ThresholdSettings& settings,
                const ThresholdCredentials& credentials,
                ShareRouteUser& user);
    virtual ~ShareRoutes() = default;

    /// @copydoc ShareRoutes(const ThresholdSettings&,const ThresholdCredentials&,ShareRouteUser&)
    /// @return routes as the scheme's reading has them
    static std::unique_ptr<ShareRoutes> Create(const ThresholdSettings& settings,
                                               const ThresholdCredentials& credentials,
                                               ShareRouteUser& user);

    /// @param data what the application subscribes to
    /// @param host the client
    virtual void Start(const std::vector<Subscription>& data, ClientHost& host) = 0;

    /// Gives the client's own share to a source, again and again if the way to it is lost.
    /// @param x of the share, and of the source
    /// @param share octets of SHARE
    /// @param host the client
    virtual void Send(std::uint8_t x, ByteView share, ClientHost& host) = 0;

    /// @return sources that can be reached now
    virtual std::size_t GetNReached() const = 0;

    /// @param broker number, from 0
    /// @return session with it that is up; none where there is none
    virtual std::optional<SessionId> GetSession(std::uint32_t broker) const;

    /// @param session of the agent
    /// @return protection of it, or null
    virtual std::unique_ptr<StreamGuard> CreateSessionGuard(SessionId session);

    /// @param service of a channel
    /// @return protection of it, or null
    virtual std::unique_ptr<StreamGuard> CreateChannelGuard(const std::string& service);

    /// @param session that has its connection and subscriptions
    /// @param host the client
    virtual void SessionUp(SessionId session, ClientHost& host);
    /// @param session that has lost its connection
    /// @param host the client
    virtual void SessionDown(SessionId session, ClientHost& host);

    /// @param session of the agent
    /// @param publish message
    /// @param host the client
    virtual void SessionMessage(SessionId session, const Publish& publish, ClientHost& host);

    /// @param channel that stands
    /// @param host the client
    virtual void ChannelUp(ChannelId channel, ClientHost& host);
    /// @param channel that has ended
    /// @param host the client
    virtual void ChannelDown(ChannelId channel, ClientHost& host);

    /// @param channel of the agent
    /// @param message from the peer
    /// @param host the client
    virtual void ChannelMessage(ChannelId channel, ByteView message, ClientHost& host);

    /// @param timer that has expired
    /// @param host the client
    virtual void TimerExpired(std::uint32_t timer, ClientHost& host);

  protected:
    /// @param x of the source
    /// @param topic of the share, or its dealer
    /// @param share octets of SHARE
    /// @return what goes to the source
    Bytes Protect(std::uint8_t x, const std::string& topic, ByteView share);

    /// Tells the user of a share, unless it is not authentic.
    /// @param x of the source
    /// @param topic of the share, or its dealer
    /// @param dealer of the share
    /// @param octets that came from the source
    /// @param host the client
    void Take(std::uint8_t x,
              const std::string& topic,
              const std::string& dealer,
              ByteView octets,
              ClientHost& host);

    /// @return settings of the scheme
    const ThresholdSettings& GetSettings() const
    {
        return m_settings;
    }

    /// @return the client's credentials
    const ThresholdCredentials& GetCredentials() const
    {
        return m_credentials;
    }

    /// @return hears what comes
    ShareRouteUser& GetUser() const
    {
        return m_user;
    }

  private:
    /// @param x of a source
    /// @return what seals shares on the way there and back
    ShareHop& GetHop(std::uint8_t x);

    ThresholdSettings m_settings;            ///< of the scheme
    ThresholdCredentials m_credentials;      ///< of the client
    ShareRouteUser& m_user;                  ///< hears what comes
    std::map<std::uint8_t, ShareHop> m_hops; ///< by source
};

/// Sessions with brokers: readings R1 and R2. A share is a retained message of QoS 1. Besides, they
/// carry messages where the first broker cannot.
class BrokerShareRoutes : public ShareRoutes
{
  public:
    using ShareRoutes::ShareRoutes;

    void Start(const std::vector<Subscription>& data, ClientHost& host) override;
    void Send(std::uint8_t x, ByteView share, ClientHost& host) override;
    std::size_t GetNReached() const override;
    std::optional<SessionId> GetSession(std::uint32_t broker) const override;
    std::unique_ptr<StreamGuard> CreateSessionGuard(SessionId session) override;
    void SessionUp(SessionId session, ClientHost& host) override;
    void SessionDown(SessionId session, ClientHost& host) override;
    void SessionMessage(SessionId session, const Publish& publish, ClientHost& host) override;

  private:
    /// A session with a broker.
    struct Route
    {
        SessionId session{0};                   ///< number
        bool up{false};                         ///< has its connection and subscriptions
        bool wasUp{false};                      ///< has been up before
        std::map<std::uint8_t, Publish> shares; ///< own newest, by x, as they went out
    };

    /// @param session of the agent
    /// @return number of its broker; none if it is no session of ours
    std::optional<std::size_t> Find(SessionId session) const;

    std::vector<Route> m_routes; ///< by broker
};

/// Channels to key stores: reading R3.
class StoreShareRoutes : public ShareRoutes
{
  public:
    using ShareRoutes::ShareRoutes;

    void Start(const std::vector<Subscription>& data, ClientHost& host) override;
    void Send(std::uint8_t x, ByteView share, ClientHost& host) override;
    std::size_t GetNReached() const override;
    std::unique_ptr<StreamGuard> CreateChannelGuard(const std::string& service) override;
    void ChannelUp(ChannelId channel, ClientHost& host) override;
    void ChannelDown(ChannelId channel, ClientHost& host) override;
    void ChannelMessage(ChannelId channel, ByteView message, ClientHost& host) override;
    void TimerExpired(std::uint32_t timer, ClientHost& host) override;

  private:
    /// A channel to a key store.
    struct Route
    {
        ChannelId channel{0};       ///< number
        bool up{false};             ///< stands
        std::optional<Bytes> share; ///< own newest, as it went out
    };

    /// @param channel of the agent
    /// @return x of its key store; 0 if it is no channel of ours
    std::uint8_t Find(ChannelId channel) const;

    std::vector<Route> m_routes; ///< by x, from 1
};

} // namespace ns3::mqtt

#endif /* MQTT_SHARE_ROUTES_H */
