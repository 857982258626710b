// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_SERVER_SCHEME_H
#define MQTT_KEY_SERVER_SCHEME_H

#include "mqtt-key-center-agent.h"
#include "mqtt-security-scheme.h"

namespace ns3::mqtt
{

/// The key server (Furtak, "Data Exchange Protocol for Cryptographic Key Distribution System Using
/// MQTT Service"): a server makes keys for pairs of nodes, which it and an authorization centre
/// reach as clients of the same broker, on secret topics. Every party has a TPM.
class KeyServerScheme : public SecurityScheme
{
  public:
    static constexpr const char* SERVER = "key-server";           ///< the key server
    static constexpr const char* CENTER = "authorization-center"; ///< the authorization centre

    /// Where the keys of messages are, in the sound form.
    enum MessageKeys
    {
        HOST, ///< derived by the TPM once for each pair
        TPM   ///< in the TPM, which works on every message
    };

    /// @return the object TypeId
    static TypeId GetTypeId();

    KeyServerScheme();
    ~KeyServerScheme() override;

    Protection GetProtection() const override;
    std::vector<std::string> GetAuthorities() const override;
    std::vector<Unit> GetUnits() const override;

    /// @param clientId client that has an agent
    /// @return number of its node
    KeyNodeId GetNode(const std::string& clientId) const
    {
        return m_nodes.at(clientId).id;
    }

    /// @param clientId client that has an agent
    /// @return what it was given out of band
    const KeyNodeCredentials& GetCredentials(const std::string& clientId) const
    {
        return m_nodes.at(clientId);
    }

    /// @return rules for the broker that keep everybody from listening on topics of others: text
    ///         for AccessRules
    std::string MakeAccessRules() const;

    /// @param observer hears of every frame that is sent
    void SetObserver(KeyFrameObserver observer)
    {
        *m_observer = std::move(observer);
    }

    /// @param name authority
    /// @return its disk
    KeyDisk& GetDisk(const std::string& name)
    {
        return *GetPlace(name).disk;
    }

  private:
    std::optional<Error> DoProvision() override;
    void DoAuthorise(const std::string& clientId, const ClientRole& role) override;
    std::unique_ptr<ClientAgent> DoCreateClientAgent(const std::string& clientId) override;

    /// Asked for once more, it makes the authority that starts anew on the disk of the last one.
    std::unique_ptr<AuthorityAgent> DoCreateAuthorityAgent(const std::string& name) override;

    /// What of an authority outlives its agent.
    struct Place
    {
        std::shared_ptr<Tpm> tpm;      ///< chip
        std::shared_ptr<KeyDisk> disk; ///< disk
        bool used{false};              ///< an agent has been made
    };

    /// @param name authority
    /// @return what outlives its agent
    Place& GetPlace(const std::string& name);

    /// @return what all parties share
    KeyServerOptions MakeOptions() const;

    /// Loads the keys that the centre and the key server share, which their chips keep for good.
    /// @param name authority whose chip gets them
    void LoadCenterKeys(const std::string& name);

    MessageKeys m_messageKeys;                         ///< where the keys of messages are
    std::string m_tpm;                                 ///< device profile of every chip
    std::uint32_t m_window;                            ///< pairs that a node asks for at a time
    Time m_retryTime;                                  ///< until a request is made again
    Time m_renewalPeriod;                              ///< between renewals of keys
    Time m_patience;                                   ///< wait for peers before a node is ready
    std::string m_requestTopic;                        ///< TOPIC0
    std::shared_ptr<KeyFrameObserver> m_observer;      ///< hears of frames
    Place m_server;                                    ///< of the key server
    Place m_center;                                    ///< of the centre
    Secret m_centerKeys[2];                            ///< shared by both: one encrypts, one signs
    KeyNodeRecord m_centerRecord;                      ///< the centre, in the key server's chip
    KeyNodeCredentials m_centerCredentials;            ///< the centre, in its own chip
    std::unique_ptr<KeyCenterAgent> m_centerAgent;     ///< until the authority has it
    KeyCenterAgent* m_centerInUse{nullptr};            ///< the same for good
    std::map<std::string, ClientRole> m_roles;         ///< by client
    std::map<std::string, KeyNodeCredentials> m_nodes; ///< by client
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_SERVER_SCHEME_H */
