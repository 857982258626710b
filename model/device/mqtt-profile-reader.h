// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PROFILE_READER_H
#define MQTT_PROFILE_READER_H

#include "mqtt-csv-file.h"
#include "mqtt-device-profile.h"

namespace ns3::mqtt
{

/// Reads device profiles from a folder; DeviceProfile says what the files look like.
class ProfileReader
{
  public:
    /// @param folder where the list and the tables are
    explicit ProfileReader(const std::string& folder);

    /// @param nameOrFile a name from the list, or a path that ends in ".csv"
    /// @return the profile; or an error that names file, line and what is allowed
    Result<std::shared_ptr<const DeviceProfile>> Read(const std::string& nameOrFile) const;

    /// @return names of the listed devices in alphabetical order; none if the list is unreadable
    std::vector<std::string> ReadNames() const;

  private:
    /// A row of the list.
    struct Listing
    {
        std::size_t line{0};    ///< where it stands
        std::uint32_t cores{1}; ///< number of processor cores
        std::string basedOn;    ///< device whose costs it takes over; empty for none
        double timeFactor{1.0}; ///< what those costs are multiplied by
    };

    /// All rows of the list, by device.
    using List = std::map<std::string, Listing>;

    /// Success, or why not.
    using Outcome = Result<bool>;

    /// @return the list, free of cycles
    Result<List> ReadList() const;

    /// @param row a row of the list
    /// @param[in,out] list gets what it says
    /// @return an error if it is not as it should be
    Outcome AddListing(const CsvRow& row, List& list) const;

    /// @param list all rows
    /// @return an error if a base is not listed, or a device is in the end its own base
    Outcome CheckBases(const List& list) const;

    /// @param nameOrFile what was asked for
    /// @param list all rows
    /// @param listing what the list says of it
    /// @return the profile
    Result<std::shared_ptr<const DeviceProfile>> Compose(const std::string& nameOrFile,
                                                         const List& list,
                                                         const Listing& listing) const;

    /// Adds the rows of a table that the profile does not hold yet.
    /// @param profile profile to be filled
    /// @param path file
    /// @param base name of the base that the table is of; empty for the device itself
    /// @param factor what costs are multiplied by
    /// @return an error if the file is not as it should be
    Outcome AddTable(DeviceProfile& profile,
                     const std::string& path,
                     const std::string& base,
                     double factor) const;

    /// @param device name of a device
    /// @return path of its table
    std::string GetTablePath(const std::string& device) const;

    std::string m_folder;   ///< where the files are
    std::string m_listPath; ///< the list
};

} // namespace ns3::mqtt

#endif /* MQTT_PROFILE_READER_H */
